using Breakwater.Storage;

namespace Breakwater.StoreContract.InMemory;

/// <summary>
/// The contract in its plainest form: collections under one lock, every query a walk over them. It is the model that real stores are
/// compared with, and the store of tests that need no disk. A commit is whole: it is checked first and applied afterwards. A test can
/// make commits fail or wait.
/// </summary>
public sealed class InMemoryStore : IStore
{
    private readonly Rows rows;
    private readonly CommitGate gate;

    /// <summary>An empty store.</summary>
    public InMemoryStore()
        : this(new Rows())
    {
    }

    private InMemoryStore(Rows rows)
    {
        this.rows = rows;
        gate = new CommitGate(rows.Gate);
        Events = new InMemoryEvents(rows, gate);
        Deliveries = new InMemoryDeliveries(rows, gate);
        Replays = new InMemoryReplays(rows, gate);
        Search = new InMemorySearch(rows);
        Transfer = new InMemoryTransfer(rows, gate);
    }

    /// <inheritdoc />
    public IEventStore Events { get; }

    /// <inheritdoc />
    public IDeliveryStore Deliveries { get; }

    /// <inheritdoc />
    public IReplayStore Replays { get; }

    /// <inheritdoc />
    public ISearch Search { get; }

    /// <inheritdoc />
    public ITransfer Transfer { get; }

    /// <inheritdoc />
    public long LastId => rows.Read(r => r.LastId);

    /// <summary>While this is set, every commit fails with it: a full disk.</summary>
    public Exception? Failure
    {
        get => gate.Failure;
        set => gate.Failure = value;
    }

    /// <summary>How many commits have succeeded.</summary>
    public int Commits => gate.Commits;

    /// <summary>The next commit fails with this; several calls make the next several fail.</summary>
    public void FailNext(Exception exception) => gate.FailNext(exception);

    /// <summary>Commits wait until the returned hold is disposed. Holds do not nest.</summary>
    public IDisposable HoldCommits() => gate.Hold();

    /// <summary>Another store over the same rows, as after a crash: failures and holds of this one are left behind.</summary>
    public InMemoryStore Reopen() => new(rows);

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => gate.CommitAsync(() => 0, cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
