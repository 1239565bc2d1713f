using Breakwater.Storage;
using Breakwater.StoreContract;

namespace Breakwater.PostgreSql.Tests;

/// <summary>The PostgreSQL store keeps the contract of recording.</summary>
public sealed class PostgresRecording : RecordingContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of deliveries.</summary>
public sealed class PostgresDelivering : DeliveryContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of replays.</summary>
public sealed class PostgresReplaying : ReplayContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of search.</summary>
public sealed class PostgresSearching : SearchContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store does what the model does.</summary>
public sealed class PostgresAgainstModel : ModelContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store brings forward what waits.</summary>
public sealed class PostgresForwarding : ForwardContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store gives everything and takes everything over.</summary>
public sealed class PostgresMoving : TransferContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store divides work among nodes.</summary>
public sealed class PostgresLeasing : LeaseContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();

    /// <inheritdoc />
    protected override Task<IStore> OtherAsync() => Place.OpenAsync();
}

/// <summary>The PostgreSQL store keeps the contract of entities.</summary>
public sealed class PostgresEntitiesContract : EntityContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of order and versions.</summary>
public sealed class PostgresOrdering : OrderContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store records what tells of an end with it.</summary>
public sealed class PostgresReplying : ReplyContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of pauses.</summary>
public sealed class PostgresPausing : PauseContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of doubts and fallbacks.</summary>
public sealed class PostgresOutcomes : OutcomeContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of tokens.</summary>
public sealed class PostgresTokensContract : TokenContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of reconciliations.</summary>
public sealed class PostgresReconciling : ReconciliationContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of names of entities.</summary>
public sealed class PostgresLinking : LinkContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}

/// <summary>The PostgreSQL store keeps the contract of the audit log.</summary>
public sealed class PostgresAuditContract : AuditContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new PostgresPlace();
}
