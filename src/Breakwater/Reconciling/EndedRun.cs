using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>A run that can't go on: it fails, and says why.</summary>
internal sealed class EndedRun(string why) : IRun
{
    /// <inheritdoc />
    public Task<Reconciliation> StepAsync(Reconciliation run, CancellationToken stop) =>
        Task.FromResult(run with { State = ReconciliationState.Failed, Error = why });

    /// <inheritdoc />
    public void Committed()
    {
    }
}
