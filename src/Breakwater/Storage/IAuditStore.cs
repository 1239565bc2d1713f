using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Keeps what operators did. An entry is committed before the act, and its result after it: no act is without an entry.</summary>
public interface IAuditStore
{
    /// <summary>Keeps an entry; one of the same id is left as it is, so that it may be done again.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task AddAsync(AuditEntry entry, CancellationToken cancellation);

    /// <summary>Says what came of it: result, reason, target and detail become those of the given entry.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task EndAsync(AuditEntry entry, CancellationToken cancellation);

    /// <summary>Entries, newest first.</summary>
    Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellation);

    /// <summary>Removes entries from before the moment, at most so many.</summary>
    /// <returns>How many were removed; fewer than <paramref name="limit"/> when none is left.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation);
}

/// <summary>What came of an act.</summary>
public enum AuditResult
{
    /// <summary>It had begun; where this stays, the process ended in it, and it may have been done or not.</summary>
    Begun = 0,

    /// <summary>It was done.</summary>
    Done = 1,

    /// <summary>It was refused, and the reason says why.</summary>
    Refused = 2,

    /// <summary>It failed, and may have been done or not.</summary>
    Failed = 3,
}

/// <summary>One act of an operator.</summary>
public sealed record AuditEntry
{
    /// <summary>Its id, which leads with time.</summary>
    public required SortableId Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: the name of a token, or a word in brackets where there was none.</summary>
    public required string Actor { get; init; }

    /// <summary>What, for example <c>delivery.retry</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: an id or a name; null where the act has no single object.</summary>
    public string? Target { get; init; }

    /// <summary>How, in words; never a secret or a body.</summary>
    public string? Detail { get; init; }

    /// <summary>From where: the client's address, or a word in brackets.</summary>
    public string? Address { get; init; }

    /// <summary>The node that did it.</summary>
    public required string Node { get; init; }

    /// <summary>What came of it.</summary>
    public AuditResult Result { get; init; }

    /// <summary>Why it was refused or failed.</summary>
    public string? Reason { get; init; }
}

/// <summary>Which entries. Every part that is given must match.</summary>
public sealed record AuditFilter
{
    /// <summary>Who.</summary>
    public string? Actor { get; init; }

    /// <summary>What.</summary>
    public string? Action { get; init; }
}
