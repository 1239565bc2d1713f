namespace Breakwater.Simulation.Judging;

/// <summary>
/// P9: a node begins no more requests to a destination in any ten seconds than its rate allows, with what may be caught up. Several nodes
/// share a rate by what each does, which is not judged; a clock that jumps makes the count begin anew.
/// </summary>
internal sealed class PaceHolds(Truth truth) : IPromise
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>What may be caught up, and what steps take.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<(string Node, string Destination), Queue<long>> begun = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: var request } when truth.Course.Nodes == 1 && truth.Destination(request.Destination)?.Rate is { } rate:
                Judge(request, rate);
                break;
            case Fact.Disturbed or Fact.WentBack:
                begun.Clear();
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void Judge(Request request, double rate)
    {
        var key = (request.Node, request.Destination);
        var lately = begun.TryGetValue(key, out var known) ? known : begun[key] = new Queue<long>();
        while (lately.TryPeek(out var first) && first <= request.BeganAt - Window.Ticks)
        {
            lately.Dequeue();
        }

        lately.Enqueue(request.BeganAt);
        var most = 1 + (rate * (Window + Slack).TotalSeconds);
        if (lately.Count > most)
        {
            Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Node} began {lately.Count} requests to {request.Destination} within {Window}, and its rate is {rate * 60:0.#} a minute");
        }
    }
}
