using Breakwater.Configuration;

namespace Breakwater.Simulation.Judging;

/// <summary>
/// P4, P9: while somebody has a destination paused, a node that said so, or that was started since, begins nothing new there. The other
/// nodes hear of it a little later, and are not judged.
/// </summary>
internal sealed class PauseHolds(Truth truth) : IPromise
{
    private readonly Dictionary<string, (HashSet<string> There, HashSet<string> Told)> pauses = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Pausing { Destination: var destination }:
                pauses[destination] = ([], []);
                break;
            case Fact.Paused { Destination: var destination, Node: var node, Nodes: var nodes } when pauses.TryGetValue(destination, out var pause):
                pause.Told.Add(node);
                pause.There.UnionWith(nodes);
                break;
            case Fact.Resuming { Destination: var destination }:
                pauses.Remove(destination);
                break;
            case Fact.Begun { Request: var request }:
                Judge(request);
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void Judge(Request request)
    {
        if (truth.Destination(request.Destination) is { OnAmbiguous: not OnAmbiguous.Retry })
        {
            // The beginning is committed before the request leaves: a pause may come between, and what was let through goes.
            return;
        }

        if (truth.Rows.Pauses.ContainsKey(request.Destination) && pauses.TryGetValue(request.Destination, out var pause)
            && pause.Told.Count > 0 && (pause.Told.Contains(request.Node) || !pause.There.Contains(request.Node)))
        {
            Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination}, which is paused");
        }
    }
}
