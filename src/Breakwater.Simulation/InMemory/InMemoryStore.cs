using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

/// <summary>
/// The contract in its plainest form: collections under one lock, every query a walk over them. It is the model that real stores are
/// compared with, and the store of tests that need no disk. A commit is whole: it is checked first and applied afterwards. A test can
/// make commits fail or wait.
/// </summary>
internal sealed class InMemoryStore : IStore
{
    private readonly Rows rows;
    private readonly CommitGate gate;
    private readonly TimeProvider? clock;

    /// <summary>An empty store.</summary>
    public InMemoryStore()
        : this(new Rows(), leases: null)
    {
    }

    /// <summary>An empty store that several nodes share: each opens it with <see cref="Reopen"/>.</summary>
    /// <param name="leases">The clock that judges leases.</param>
    public InMemoryStore(TimeProvider leases)
        : this(new Rows(), leases)
    {
    }

    internal InMemoryStore(Rows rows, TimeProvider? leases, IWaters? waters = null)
    {
        this.rows = rows;
        clock = leases;
        gate = new CommitGate(rows.Gate, waters);
        var own = leases is null ? null : new InMemoryLeases(rows, gate, leases);
        Leases = own;
        Events = new InMemoryEvents(rows, gate);
        Deliveries = new InMemoryDeliveries(rows, gate, own);
        Replays = new InMemoryReplays(rows, gate, own);
        Entities = new InMemoryEntities(rows, gate);
        Reconciliations = new InMemoryReconciliations(rows, gate, own);
        Pauses = new InMemoryPauses(rows, gate);
        Tokens = new InMemoryTokens(rows, gate);
        Audit = new InMemoryAudit(rows, gate);
        Seals = new InMemorySeals(rows, gate);
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
    public IEntityStore Entities { get; }

    /// <inheritdoc />
    public IReconciliationStore Reconciliations { get; }

    /// <inheritdoc />
    public IPauseStore Pauses { get; }

    /// <inheritdoc />
    public ITokenStore Tokens { get; }

    /// <inheritdoc />
    public IAuditStore Audit { get; }

    /// <inheritdoc />
    public ISealStore Seals { get; }

    /// <inheritdoc />
    public ISearch Search { get; }

    /// <inheritdoc />
    public ITransfer Transfer { get; }

    /// <inheritdoc />
    public long LastId => rows.Read(r => r.LastId);

    /// <inheritdoc />
    public ILeases? Leases { get; }

    /// <inheritdoc />
    public int Committers => 2;

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
    public InMemoryStore Reopen() => new(rows, clock);

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => gate.CommitAsync(() => 0, cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
