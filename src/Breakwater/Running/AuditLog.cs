using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>
/// What operators did. Whoever acts writes the entry first (<see cref="AddAsync"/>), acts, and then says what came of it
/// (<see cref="EndAsync"/>): an act that no entry could be committed for is not begun. Safe for concurrent use.
/// </summary>
public sealed class AuditLog
{
    private const int ShortText = 200;
    private const int LongText = 1_000;

    private readonly IAuditStore store;
    private readonly IdSource ids;
    private readonly TimeProvider clock;
    private readonly string node;

    internal AuditLog(IAuditStore store, IdSource ids, TimeProvider clock, string node)
    {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.node = node;
    }

    /// <summary>An entry of this moment and this node, which nobody has kept yet.</summary>
    /// <param name="actor">Who: the name of a token, or a word in brackets.</param>
    /// <param name="action">What.</param>
    public AuditEntry New(string actor, string action) => new()
    {
        Id = ids.Next(),
        At = clock.GetUtcNow(),
        Actor = Cut(actor, ShortText)!,
        Action = Cut(action, ShortText)!,
        Node = node,
    };

    /// <summary>Keeps an entry: before the act as <see cref="AuditResult.Begun"/>, or afterwards with what came of it.</summary>
    /// <exception cref="StoreUnavailableException">It could not be committed: the act must not begin.</exception>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellation) => store.AddAsync(Bounded(entry), cancellation);

    /// <summary>Says what came of an act.</summary>
    /// <exception cref="StoreUnavailableException">It could not be committed: the entry stays as begun.</exception>
    public Task EndAsync(AuditEntry entry, CancellationToken cancellation) => store.EndAsync(Bounded(entry), cancellation);

    /// <summary>Entries, newest first.</summary>
    public Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellation) =>
        store.ListAsync(filter, page, cancellation);

    private static AuditEntry Bounded(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry with
        {
            Target = Cut(entry.Target, ShortText),
            Detail = Cut(entry.Detail, LongText),
            Address = Cut(entry.Address, ShortText),
            Reason = Cut(entry.Reason, LongText),
        };
    }

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most] + "…";
}
