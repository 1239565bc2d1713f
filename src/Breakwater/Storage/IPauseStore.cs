namespace Breakwater.Storage;

/// <summary>Keeps which destinations a person has paused, so that it survives a restart and all nodes know it.</summary>
public interface IPauseStore
{
    /// <summary>Pauses a destination; one that is paused already stays paused since when it was.</summary>
    /// <returns>The pause as it is afterwards.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task<Pause> PauseAsync(string destination, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Ends a pause.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task<bool> ResumeAsync(string destination, CancellationToken cancellation);

    /// <summary>All pauses, in the order of their destinations' names.</summary>
    Task<IReadOnlyList<Pause>> ListAsync(CancellationToken cancellation);
}

/// <summary>A destination that a person has paused.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Since">Since when.</param>
public sealed record Pause(string Destination, DateTimeOffset Since);
