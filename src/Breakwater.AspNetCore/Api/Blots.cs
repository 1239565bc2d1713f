using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>What people see of an event whose source redacts, by the configuration in force.</summary>
internal static class Blots
{
    /// <summary>The event as people see it; null where they see all of it.</summary>
    public static RedactedEvent? Of(Event evt, Engine engine) =>
        engine.Settings.Sources.TryGetValue(evt.Source, out var source) ? source.Redact?.Apply(evt) : null;

    /// <summary>The same for a delivery, whose event has to be fetched for it.</summary>
    public static async Task<RedactedEvent?> OfAsync(DeliveryDetail detail, Engine engine, CancellationToken cancellation) =>
        engine.Settings.Sources.TryGetValue(detail.Summary.Source, out var source)
        && source.Redact is { } redaction
        && await engine.Search.EventAsync(detail.Summary.Delivery.EventId, cancellation) is { } found
            ? redaction.Apply(found.Summary.Event)
            : null;
}
