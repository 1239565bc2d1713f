using Breakwater.Model;
using Breakwater.Simulation.InMemory;

namespace Breakwater.Simulation.Judging;

/// <summary>
/// P5: of a key that goes in order, one is on its way at a time, and none while one that was recorded before it and goes before it is
/// owed, or dead and holds. What people revived has lost its place: it may come behind what went on meanwhile.
/// </summary>
internal sealed class OrderOfKeys(Truth truth) : IPromise
{
    private readonly Dictionary<Line, List<Request>> underWay = [];
    private readonly Dictionary<DeliveryId, long> recorded = [];
    private readonly HashSet<DeliveryId> revived = [];
    private readonly HashSet<string> dead = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Recorded { Recording.Deliveries: var deliveries }:
                foreach (var delivery in deliveries)
                {
                    recorded[delivery.Id] = recorded.Count;
                }

                break;
            case Fact.Begun { Request: var request }:
                Judge(request);
                break;
            case Fact.Revived now:
                revived.Add(now.Delivery);
                break;
            case Fact.Died died:
                dead.Add(died.Node);
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void Judge(Request request)
    {
        // One that was given up while it waited in memory may still go.
        if (truth.Delivery(request.Delivery) is not { Stored.State: DeliveryState.Waiting } row || truth.LineOf(row) is not { } line)
        {
            return;
        }

        JudgeAlone(request, line);
        if (!recorded.TryGetValue(request.Delivery, out var mine))
        {
            return;
        }

        foreach (var other in truth.MembersOf(row))
        {
            if (recorded.TryGetValue(other.Stored.Id, out var theirs) && theirs < mine && !revived.Contains(other.Stored.Id) && IsOwed(other) && IsBefore(other, row))
            {
                Truth.Break("P5", row.Event.IdempotencyId, $"{request.Node} sent {request.Delivery} to {request.Destination} before {other.Stored.Id} of the same key, which is {other.Stored.State}");
            }
        }
    }

    private void JudgeAlone(Request request, Line line)
    {
        if (!underWay.TryGetValue(line, out var others))
        {
            underWay[line] = others = [];
        }

        others.RemoveAll(other => other.EndedAt is not null || dead.Contains(other.Node));
        if (others.Find(other => other.Delivery != request.Delivery && other.Hold == request.Hold) is { } other)
        {
            Truth.Break("P5", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination} while {other.Delivery} of the same key was under way from {other.Node}");
        }

        others.Add(request);
    }

    private static bool IsOwed(DeliveryRow row) =>
        row.Stored.State == DeliveryState.Waiting || row.Stored is { State: DeliveryState.Dead, Turn.OnDead: OnDead.Hold };

    /// <summary>Where only one of the two has a version, its place depends on what else waits: that is not judged.</summary>
    private static bool IsBefore(DeliveryRow one, DeliveryRow other) => IsVersioned(one) == IsVersioned(other) && Truth.Goes(one, other);

    private static bool IsVersioned(DeliveryRow row) => VersionRank.Of(row.Event.Version) is not null;
}
