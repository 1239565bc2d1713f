using Breakwater.StoreContract;

namespace Breakwater.Sqlite.Tests;

/// <summary>The SQLite store keeps the contract of recording where it is encrypted, too.</summary>
public sealed class SqliteSealedRecording : RecordingContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of delivery where it is encrypted, too.</summary>
public sealed class SqliteSealedDelivery : DeliveryContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of replay where it is encrypted, too.</summary>
public sealed class SqliteSealedReplay : ReplayContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of search where it is encrypted, too.</summary>
public sealed class SqliteSealedSearch : SearchContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of order where it is encrypted, too.</summary>
public sealed class SqliteSealedOrder : OrderContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of reply where it is encrypted, too.</summary>
public sealed class SqliteSealedReply : ReplyContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of transfer where it is encrypted, too.</summary>
public sealed class SqliteSealedTransfer : TransferContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}

/// <summary>The SQLite store keeps the contract of model where it is encrypted, too.</summary>
public sealed class SqliteSealedModel : ModelContract
{
    /// <inheritdoc />
    protected override IStorePlace NewPlace() => new SealedPlace(new SqlitePlace());
}
