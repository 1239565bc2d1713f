namespace Breakwater.Simulation.InMemory;

/// <summary>The way between a node and its store: where a simulation makes it long, breaks it, or loses what comes back.</summary>
internal interface IWaters
{
    /// <summary>The way there, before anything is read or committed.</summary>
    /// <param name="step">The operation of the store.</param>
    /// <param name="cancellation">Calls it off; nothing has happened then.</param>
    /// <exception cref="Storage.StoreUnavailableException">It did not get there.</exception>
    Task ThereAsync(string step, CancellationToken cancellation);

    /// <summary>The way back; what was to be committed is.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The answer was lost.</exception>
    Task BackAsync(string step);
}
