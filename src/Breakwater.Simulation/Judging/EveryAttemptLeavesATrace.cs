using Breakwater.Model;

namespace Breakwater.Simulation.Judging;

/// <summary>P8, P11: what a node learnt of an attempt is kept as it was; what is sent is what came in, under an id that stays the same.</summary>
internal sealed class EveryAttemptLeavesATrace(Truth truth) : IPromise
{
    private readonly Dictionary<(DeliveryId Delivery, int Number), Request> last = [];
    private readonly HashSet<string> dead = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: var request }:
                last[(request.Delivery, request.Number)] = request;
                if (!request.IsCheck)
                {
                    JudgeContent(request);
                }

                break;
            case Fact.Settled { Delivery: var delivery, Settlement: { Attempt: var attempt } }:
                if (last.TryGetValue((delivery.Id, attempt.Number), out var sent) && sent.EndedAt is not null && sent.Node == attempt.Node && sent.Status != attempt.Status)
                {
                    Truth.Break("P8", truth.NameOf(delivery.Id), $"attempt {attempt.Number} of {delivery.Id} was answered {sent.Status}, and its trace says {attempt.Status}");
                }

                break;
            case Fact.Died died:
                dead.Add(died.Node);
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
        foreach (var (id, request) in last)
        {
            var row = truth.Delivery(id.Delivery);
            var excused = request.EndedAt is null || dead.Contains(request.Node) || row is null || truth.Rows.Shards[row.Delivery.Shard] != request.Hold;
            if (!excused && !row!.Attempts.ContainsKey(id.Number))
            {
                Truth.Break("P8", truth.NameOf(id.Delivery), $"attempt {id.Number} of {id.Delivery} to {request.Destination} left no trace");
            }
        }

        foreach (var row in truth.Rows.Deliveries.Values.Where(row => row.Attempts.Values.Any(attempt => attempt.Node.Length == 0 || attempt.Decision.Length == 0)))
        {
            Truth.Break("P8", row.Event.IdempotencyId, $"an attempt of {row.Delivery.Id} does not say which node made it, or why it was judged as it was");
        }
    }

    private void JudgeContent(Request request)
    {
        if (truth.Delivery(request.Delivery) is not { } row)
        {
            return;
        }

        if (request.WebhookId != row.Event.Id.ToString())
        {
            Truth.Break("P11", row.Event.IdempotencyId, $"{request.Delivery} was sent as {request.WebhookId}, and its event is {row.Event.Id}");
        }

        if (!truth.IsTransformed(row) && !request.Body.Span.SequenceEqual(row.Event.Body.Span))
        {
            Truth.Break("P11", row.Event.IdempotencyId, $"the body of {row.Event.IdempotencyId} was not sent as it came");
        }
    }
}
