using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>The attempt that a store writes at start for one that began and never ended: the same in every store.</summary>
public static class Interruption
{
    /// <summary>Makes it.</summary>
    /// <param name="start">What is known of the attempt.</param>
    /// <param name="waiting">True when the delivery is still owed and so goes on.</param>
    public static Attempt Of(AttemptStart start, bool waiting) => new()
    {
        DeliveryId = start.DeliveryId,
        Number = start.Number,
        StartedAt = start.StartedAt,
        Duration = TimeSpan.Zero,
        Node = start.Node ?? "",
        Outcome = Outcome.Ambiguous,
        Error = "interrupted: the process ended before the answer was kept; the request may have taken effect",
        Decision = waiting ? "due at once, and goes on as onAmbiguous says" : "none: the delivery had ended",
    };
}
