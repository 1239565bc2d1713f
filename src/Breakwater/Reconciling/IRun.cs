using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>What one kind of reconciliation does in one step: ask, compare, repair. The step is committed by who calls it.</summary>
internal interface IRun
{
    /// <summary>
    /// Makes one step. Doing it again, because its commit failed, repairs nothing twice.
    /// </summary>
    /// <param name="run">The reconciliation as it is.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The reconciliation as it is after the step: done, failed, or to go on at its position.</returns>
    /// <exception cref="Storage.StoreUnavailableException">The store can't be asked now: the step is made again.</exception>
    Task<Reconciliation> StepAsync(Reconciliation run, CancellationToken stop);

    /// <summary>The step was committed.</summary>
    void Committed();
}
