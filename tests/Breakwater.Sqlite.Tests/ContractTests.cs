using Breakwater.StoreContract;

namespace Breakwater.Sqlite.Tests;

/// <summary>The SQLite store keeps the contract of recording.</summary>
public sealed class SqliteRecording : RecordingContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of deliveries.</summary>
public sealed class SqliteDelivering : DeliveryContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of bringing forward.</summary>
public sealed class SqliteForwarding : ForwardContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of replays.</summary>
public sealed class SqliteReplaying : ReplayContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of search.</summary>
public sealed class SqliteSearching : SearchContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store does what the model does.</summary>
public sealed class SqliteAgainstModel : ModelContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of moving everything.</summary>
public sealed class SqliteTransferring : TransferContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of entities.</summary>
public sealed class SqliteEntitiesContract : EntityContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of order and versions.</summary>
public sealed class SqliteOrdering : OrderContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store records what tells of an end with it.</summary>
public sealed class SqliteReplying : ReplyContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of pauses.</summary>
public sealed class SqlitePausing : PauseContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of doubts and fallbacks.</summary>
public sealed class SqliteOutcomes : OutcomeContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of tokens.</summary>
public sealed class SqliteTokensContract : TokenContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of reconciliations.</summary>
public sealed class SqliteReconciling : ReconciliationContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of names of entities.</summary>
public sealed class SqliteLinking : LinkContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}

/// <summary>The SQLite store keeps the contract of the audit log.</summary>
public sealed class SqliteAuditContract : AuditContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SqlitePlace();
}
