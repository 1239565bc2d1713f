using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>What one step found; becomes part of the run when it is committed.</summary>
internal sealed class Findings
{
    private readonly List<ReconciledItem> items = [];
    private long known;
    private long missed;
    private long failed;

    /// <summary>The same on both sides.</summary>
    public void Known() => known++;

    /// <summary>Missed, or different.</summary>
    public void Missed(string id, EventId? evt, string? why = null)
    {
        missed++;
        items.Add(new ReconciledItem(id, evt, why, Failed: false));
    }

    /// <summary>Could not be read or asked for.</summary>
    public void Failed(string id, string why)
    {
        failed++;
        items.Add(new ReconciledItem(id, null, why, Failed: true));
    }

    /// <summary>The run with what was found.</summary>
    public Reconciliation AddTo(Reconciliation run) => run with
    {
        Pages = run.Pages + 1,
        Seen = run.Seen + known + missed + failed,
        Known = run.Known + known,
        Missed = run.Missed + missed,
        Failed = run.Failed + failed,
        Items = [.. run.Items, .. items.Take(Math.Max(0, Limits.ReconciliationItems - run.Items.Count))],
    };
}
