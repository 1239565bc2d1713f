namespace Breakwater.Model;

/// <summary>Something that happened at a platform, recorded once and never changed.</summary>
public sealed record Event
{
    /// <summary>Breakwater's own id.</summary>
    public required EventId Id { get; init; }

    /// <summary>The name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>What makes two arrivals the same event, within one source.</summary>
    public required string IdempotencyId { get; init; }

    /// <summary>What kind of event it is, for example <c>charge.refunded</c>; null where the platform says none.</summary>
    public string? Type { get; init; }

    /// <summary>Which entity it is about; null where the platform says none.</summary>
    public string? Key { get; init; }

    /// <summary>A number or a time that grows with every change of the entity, as text; null where the platform says none.</summary>
    public string? Version { get; init; }

    /// <summary>When it happened, by the platform's clock.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When it arrived, by ours.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The headers that came with it and are kept: never hop-by-hop headers, <c>Host</c>, <c>Cookie</c> or <c>Authorization</c>.</summary>
    public required IReadOnlyList<Header> Headers { get; init; }

    /// <summary>The body, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The header under which an event says that no webhook brought it, but which reconciliation: kept and sent on with its headers. No sender
    /// can set it.
    /// </summary>
    public const string RecoveredHeader = "Breakwater-Recovered";

    /// <summary>The reconciliation that found it, where its webhook never came; null for all others.</summary>
    public ReconciliationId? RecoveredBy
    {
        get
        {
            for (var index = 0; index < Headers.Count; index++)
            {
                if (Headers[index].Name == RecoveredHeader && ReconciliationId.TryParse(Headers[index].Value, out var id))
                {
                    return id;
                }
            }

            return null;
        }
    }

    /// <summary>The W3C trace context of the arrival: the sender's trace where it had a valid one, else a new one.</summary>
    public string? TraceParent { get; init; }
}
