using Breakwater.StoreContract;

namespace Breakwater.PostgreSql.Tests;

/// <summary>The PostgreSQL store keeps the contract of recording where it is encrypted, too.</summary>
public sealed class PostgresSealedRecording : RecordingContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of delivery where it is encrypted, too.</summary>
public sealed class PostgresSealedDelivery : DeliveryContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of replay where it is encrypted, too.</summary>
public sealed class PostgresSealedReplay : ReplayContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of search where it is encrypted, too.</summary>
public sealed class PostgresSealedSearch : SearchContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of order where it is encrypted, too.</summary>
public sealed class PostgresSealedOrder : OrderContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of reply where it is encrypted, too.</summary>
public sealed class PostgresSealedReply : ReplyContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of transfer where it is encrypted, too.</summary>
public sealed class PostgresSealedTransfer : TransferContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}

/// <summary>The PostgreSQL store keeps the contract of model where it is encrypted, too.</summary>
public sealed class PostgresSealedModel : ModelContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new PostgresPlace());
}
