using Breakwater.Storage;
using Breakwater.StoreContract;

namespace Breakwater.Sqlite.Tests.InMemory;

/// <summary>The model passes the suite, too.</summary>
public sealed class InMemoryRecording : RecordingContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryDelivery : DeliveryContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryForwarding : ForwardContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryPausing : PauseContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryReplay : ReplayContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemorySearching : SearchContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryModel : ModelContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryLeasing : LeaseContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace(TimeProvider.System);

    protected override Task<IStore> OtherAsync() => Place.OpenAsync();
}

/// <summary>The model keeps the contract of moving everything.</summary>
public sealed class InMemoryTransferring : TransferContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model keeps the contract of entities.</summary>
public sealed class InMemoryEntitiesContract : EntityContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model keeps the contract of order and versions.</summary>
public sealed class InMemoryOrdering : OrderContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model records what tells of an end with it.</summary>
public sealed class InMemoryReplying : ReplyContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

public sealed class InMemoryOutcomes : OutcomeContract
{
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model keeps the contract of reconciliations.</summary>
public sealed class InMemoryReconciling : ReconciliationContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model keeps the contract of tokens.</summary>
public sealed class InMemoryTokensContract : TokenContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model keeps the contract of names of entities.</summary>
public sealed class InMemoryLinking : LinkContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}

/// <summary>The model keeps the contract of the audit log.</summary>
public sealed class InMemoryAuditContract : AuditContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new InMemoryPlace();
}
