namespace Breakwater.Storage;

/// <summary>Keeps which keys sealed what is in the store, so that a key that is missing is told at a start and not in the middle of the night.</summary>
public interface ISealStore
{
    /// <summary>Notes that a key is in use.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task UseAsync(string key, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Forgets a key of which nothing is left.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task ForgetAsync(string key, CancellationToken cancellation);

    /// <summary>All keys in use, in the order of their ids.</summary>
    Task<IReadOnlyList<SealUse>> ListAsync(CancellationToken cancellation);
}

/// <summary>The use of a key.</summary>
/// <param name="Key">The key's id.</param>
/// <param name="First">When it was used first.</param>
/// <param name="Last">When it was used last, to within some minutes.</param>
public sealed record SealUse(string Key, DateTimeOffset First, DateTimeOffset Last);
