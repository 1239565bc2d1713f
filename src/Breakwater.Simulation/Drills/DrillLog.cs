using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Drills;

/// <summary>Writes down what the outside saw of a drill.</summary>
internal sealed class DrillLog
{
    private readonly Dictionary<(string Source, string Id), Posting> postings = [];
    private readonly Dictionary<DeliveryId, int> taken = [];
    private readonly Dictionary<(string Destination, string Source, string Key), TimeSpan> newest = [];
    private readonly Dictionary<(string Destination, string Source), long> overwritten = [];
    private readonly Dictionary<string, long> attempts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DoorCount> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> repeated = new(StringComparer.Ordinal);
    private readonly HashSet<Posting> recorded = new(ReferenceEqualityComparer.Instance);
    private readonly Func<DeliveryId, DeliveryRow?> deliveryOf;

    public DrillLog(IEnumerable<Posting> sent, Func<DeliveryId, DeliveryRow?> deliveryOf)
    {
        this.deliveryOf = deliveryOf;
        foreach (var posting in sent.Where(posting => posting.Id.Length > 0))
        {
            postings.TryAdd((posting.Source, posting.Id), posting);
        }
    }

    /// <summary>Events that retention removed, with their deliveries.</summary>
    public List<EventRow> Gone { get; } = [];

    public long AttemptsTo(string destination) => attempts.GetValueOrDefault(destination);

    public long RepeatedAt(string destination) => repeated.GetValueOrDefault(destination);

    /// <summary>How often what a source had said earlier came to a destination after what it said later, of the same key.</summary>
    public IReadOnlyList<(string Source, long Count)> OverwrittenAt(string destination) =>
        [.. overwritten.Where(one => one.Key.Destination == destination).Select(one => (one.Key.Source, one.Value)).OrderBy(one => one.Source, StringComparer.Ordinal)];

    public DoorCount Of(string source) => sources.TryGetValue(source, out var count) ? count : sources[source] = new DoorCount();

    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Acknowledged { Posting: var posting, Receipt.Duplicate: var duplicate }:
                Count(Of(posting.Source), posting, duplicate);
                break;
            case Fact.Refused { Posting: var posting, Refusal: var refusal }:
                Of(posting.Source).Refused++;
                Of(posting.Source).Refusal ??= $"{refusal.Code}: {refusal.Reason}";
                break;
            case Fact.Dropped { Posting: var posting }:
                Of(posting.Source).Dropped++;
                break;
            case Fact.Begun { Request.Destination: var destination }:
                attempts[destination] = attempts.GetValueOrDefault(destination) + 1;
                break;
            case Fact.Taken { Request: var request }:
                Take(request);
                break;
            case Fact.Pruned { Row: var row }:
                Gone.Add(row);
                break;
        }
    }

    private void Count(DoorCount count, Posting posting, bool duplicate)
    {
        // Where each arrival is an event of its own, none is known.
        var known = !recorded.Add(posting) && posting.Id.Length > 0;
        _ = duplicate ? count.Duplicates++ : known ? count.Anew++ : count.Recorded++;
    }

    private void Take(Request request)
    {
        taken[request.Delivery] = taken.GetValueOrDefault(request.Delivery) + 1;
        if (taken[request.Delivery] == 2)
        {
            repeated[request.Destination] = repeated.GetValueOrDefault(request.Destination) + 1;
        }

        if (deliveryOf(request.Delivery) is { Event: var evt } && postings.TryGetValue((evt.Source, evt.IdempotencyId), out var posting) && posting.Key is { } key)
        {
            var place = (request.Destination, evt.Source, key);
            if (!newest.TryGetValue(place, out var before) || before <= posting.Happened)
            {
                newest[place] = posting.Happened;
            }
            else
            {
                overwritten[(request.Destination, evt.Source)] = overwritten.GetValueOrDefault((request.Destination, evt.Source)) + 1;
            }
        }
    }
}

/// <summary>What the door said to a source.</summary>
internal sealed class DoorCount
{
    public long Recorded { get; set; }

    public long Duplicates { get; set; }

    /// <summary>Those that were known once, and were removed since.</summary>
    public long Anew { get; set; }

    public long Refused { get; set; }

    public string? Refusal { get; set; }

    public long Dropped { get; set; }
}
