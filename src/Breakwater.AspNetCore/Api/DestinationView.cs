using Breakwater.Configuration;

namespace Breakwater.AspNetCore.Api;

/// <summary>What follows at a destination from outcomes that leave a doubt, and from deliveries that are given up.</summary>
internal sealed partial record DestinationView
{
    /// <summary>Of the waiting deliveries, those that wait for a person: they may have taken effect.</summary>
    public required long Held { get; init; }

    /// <summary>retry, hold or check.</summary>
    public required string OnAmbiguous { get; init; }

    /// <summary>What takes its place, in order: the name of a destination, lastGood or answer.</summary>
    public required IReadOnlyList<string> Fallback { get; init; }

    public required bool KeepTrying { get; init; }

    internal static string Word(OnAmbiguous? policy) => policy switch
    {
        Configuration.OnAmbiguous.Hold => "hold",
        Configuration.OnAmbiguous.Check => "check",
        _ => "retry",
    };

    internal static IReadOnlyList<string> Words(IReadOnlyList<FallbackSettings>? fallbacks) =>
        [.. (fallbacks ?? []).Select(fallback => fallback.Destination ?? (fallback.LastGood is null ? "answer" : "lastGood"))];
}
