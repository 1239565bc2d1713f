using Breakwater.Configuration;

namespace Breakwater.Storage;

/// <summary>Keeps the tokens that were made with <c>breakwater token</c>, as hashes: a token itself is in no store.</summary>
public interface ITokenStore
{
    /// <summary>Keeps a token.</summary>
    /// <returns>False when there is one of this name, which stays as it is; doing it again with the same hash is true.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task<bool> AddAsync(StoredToken token, CancellationToken cancellation);

    /// <summary>Forgets a token.</summary>
    /// <returns>False when there was none of this name.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task<bool> RemoveAsync(string name, CancellationToken cancellation);

    /// <summary>All of them, in the order of their names.</summary>
    Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellation);
}

/// <summary>A token as it is kept.</summary>
public sealed record StoredToken
{
    /// <summary>Who it is given to.</summary>
    public required string Name { get; init; }

    /// <summary>The SHA-256 of its UTF-8 bytes. A token is long and random, so that there is nothing to guess and no slow hash is needed.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>What it allows.</summary>
    public required Role Role { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it: the name of a token, or a word in brackets.</summary>
    public required string CreatedBy { get; init; }
}
