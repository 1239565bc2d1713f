using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.StoreContract;

/// <summary>One operation with what it asks for decided: it can be run on several stores, and answers with text.</summary>
internal sealed record Step(string Name, Func<IStore, CancellationToken, Task<string>> Run);

/// <summary>Makes operations from a seed: few sources, destinations, keys and ids, so that they meet.</summary>
internal sealed class RandomSteps(int seed)
{
    private static readonly string[] Sources = ["shop", "bank", "forge"];
    private static readonly string[] Destinations = ["crm", "mail", "ledger"];
    private static readonly string?[] Types = ["order.paid", "order.refunded", "push", null];
    private static readonly string?[] Versions = ["1", "2", "3", "10", "7.5", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "unclear", null];
    private static readonly string?[] Keys = ["k1", "k2", "order.paid", null];

    private readonly Random chance = new(seed);
    private readonly Samples samples = new(seed);
    private readonly List<EventId> events = [];
    private readonly List<(DeliveryId Id, Event Event)> deliveries = [];
    private readonly Dictionary<DeliveryId, (string Destination, long Line)> ordered = [];

    public Step Next()
    {
        samples.Now = samples.Now.AddSeconds(chance.Next(40));
        return chance.Next(20) switch
        {
            < 5 => Record(),
            < 9 => Settle(),
            9 => Start(),
            10 => Recover(),
            11 => Retry(),
            12 => Cancel(),
            13 => Add(),
            14 => Prune(),
            15 => Due(),
            16 or 17 => FindEvents(),
            18 => FindDeliveries(),
            _ => Count(),
        };
    }

    private Step Record()
    {
        var group = Enumerable.Range(0, chance.Next(1, 8)).Select(_ => Recording()).ToList();
        events.AddRange(group.Select(r => r.Event.Id));
        deliveries.AddRange(group.SelectMany(r => r.Deliveries.Select(d => (d.Id, r.Event))));
        group.SelectMany(r => r.Deliveries).ToList().ForEach(Note);
        return new Step($"record {group.Count}", async (store, cancellation) =>
            Described.Lines((await store.Events.RecordAsync(group, cancellation)).Select(Described.Text)));
    }

    private Storage.Recording Recording()
    {
        var evt = samples.Event($"id-{chance.Next(150)}", Pick(Sources), Pick(Types), Pick(Keys), chance.Next(300));
        evt = chance.Next(5) == 0 ? evt with { ReceivedAt = evt.ReceivedAt.AddMinutes(chance.Next(-30, 5)) } : evt;
        evt = evt with { Version = Pick(Versions) };
        return new Storage.Recording(evt, [.. Destinations[..chance.Next(Destinations.Length + 1)].Select(to => Delivery(evt, to))]);
    }

    /// <summary>One destination without order, one by key, one with the latest; at each a mixture now and then.</summary>
    private Delivery Delivery(Event evt, string destination)
    {
        var order = chance.Next(8) == 0 ? (DeliveryOrder)chance.Next(3) : (DeliveryOrder)Array.IndexOf(Destinations, destination);
        return samples.Delivery(evt, destination) with
        {
            Turn = Turn.Of(evt, order, chance.Next(3) == 0 ? OnDead.Skip : OnDead.Hold, forced: chance.Next(12) == 0),
        };
    }

    private Step Settle()
    {
        // Of a key one is under way at a time, so that no two of it are settled in one commit.
        var settlements = Enumerable.Range(0, chance.Next(1, 10)).Select(_ => Settlement())
            .Select((settlement, n) => (Settlement: settlement, Line: settlement.Ordered ? $"{ordered[settlement.Attempt.DeliveryId]}" : $"{n}"))
            .DistinctBy(one => one.Line).Select(one => one.Settlement).ToList();
        return new Step($"settle {settlements.Count}", async (store, cancellation) =>
        {
            var receipt = await store.Deliveries.SettleAsync(settlements, [], cancellation);
            return Described.Lines(receipt.Passed.Select(turn => $"{turn.From} {turn.Due:O}").Order(StringComparer.Ordinal));
        });
    }

    private void Note(Delivery delivery)
    {
        if (delivery.Turn is { } turn)
        {
            ordered[delivery.Id] = (delivery.Destination, turn.Line);
        }
    }

    private Settlement Settlement()
    {
        var state = (DeliveryState)chance.Next(4);
        var id = Known();
        var settlement = samples.Settlement(
            id, chance.Next(1, 4), state, state == DeliveryState.Waiting ? samples.Now.AddSeconds(chance.Next(600)) : null) with
        { Ordered = ordered.ContainsKey(id), Uncounted = chance.Next(9) == 0 };
        return state switch
        {
            DeliveryState.Waiting when chance.Next(3) == 0 => settlement with { Ambiguity = Ambiguity.Held, NextAttemptAt = null },
            DeliveryState.Waiting or DeliveryState.Dead when chance.Next(3) == 0 => settlement with { Ambiguity = Ambiguity.Open },
            DeliveryState.Dead when chance.Next(3) == 0 => settlement with { Fallback = Fallback() },
            _ => settlement,
        };
    }

    private Fallback Fallback() => new()
    {
        Kind = FallbackKind.Answer,
        At = samples.Now,
        Answer = new CallAnswer { Status = 203, Headers = [new Header("X-A", "ü b")], Body = new byte[] { 1, 0, 255 } },
    };

    private Step Start()
    {
        var start = new AttemptStart(Known(), chance.Next(1, 4), samples.Now) { Node = "node-2" };
        return new Step($"start {start}", async (store, cancellation) =>
        {
            await store.Deliveries.SettleAsync([], [start], cancellation);
            return "";
        });
    }

    private Step Recover()
    {
        var now = samples.Now;
        return new Step("recover", async (store, cancellation) => $"{await store.Deliveries.RecoverAsync(now, cancellation)}");
    }

    private Step Retry()
    {
        var (id, now) = (Known(), samples.Now);
        return new Step($"retry {id}", async (store, cancellation) => Described.Text(await store.Deliveries.RetryAsync(id, now, cancellation)));
    }

    private Step Cancel()
    {
        var (id, now) = (Known(), samples.Now);
        return new Step($"cancel {id}", async (store, cancellation) => Described.Text(await store.Deliveries.CancelAsync(id, now, cancellation)));
    }

    private Step Add()
    {
        if (deliveries.Count == 0)
        {
            return Record();
        }

        var evt = Pick(deliveries).Event;
        var added = Delivery(evt, Pick(Destinations));
        deliveries.Add((added.Id, evt));
        Note(added);

        return new Step($"add {added.Id}", async (store, cancellation) =>
        {
            return Described.Lines((await store.Deliveries.AddAsync([added], cancellation)).Select(Described.Text));
        });
    }

    private Step Prune()
    {
        var (before, limit) = (samples.Now.AddMinutes(-chance.Next(60)), chance.Next(1, 10));
        return new Step($"prune {before:O}", async (store, cancellation) => $"{await store.Events.PruneAsync(before, limit, cancellation)}");
    }

    private Step Due()
    {
        var held = Enumerable.Range(0, chance.Next(20)).Select(_ => Known()).ToHashSet();
        var requests = Destinations.Select(destination => new DueRequest
        {
            Destination = destination,
            Now = samples.Now.AddSeconds(chance.Next(-300, 300)),
            Limit = chance.Next(1, 30),
            LimitBytes = chance.Next(1, 4_000),
            Held = held,
        }).ToList();
        return new Step("due", async (store, cancellation) =>
            Described.Lines((await store.Deliveries.FetchDueAsync(requests, cancellation)).Select(Described.Text)));
    }

    private Step FindEvents()
    {
        var (filter, page) = (EventFilter(), Page(events.Count > 0 ? Pick(events).Value : null));
        return new Step($"{filter} {page}", async (store, cancellation) =>
            Described.Text(await store.Search.EventsAsync(filter, page, cancellation)));
    }

    private Step FindDeliveries()
    {
        var filter = new DeliveryFilter
        {
            Destination = Maybe(() => Pick(Destinations)),
            State = chance.Next(3) == 0 ? (DeliveryState)chance.Next(5) : null,
            Source = Maybe(() => Pick(Sources)),
            Key = Maybe(() => Pick(Keys)!),
            From = chance.Next(4) == 0 ? samples.Now.AddMinutes(-chance.Next(60)) : null,
            To = chance.Next(4) == 0 ? samples.Now.AddMinutes(-chance.Next(60)) : null,
        };
        var page = Page(deliveries.Count > 0 ? Known().Value : null);
        return new Step($"{filter} {page}", async (store, cancellation) =>
            Described.Text(await store.Search.DeliveriesAsync(filter, page, cancellation)));
    }

    private Step Count()
    {
        var filter = EventFilter();
        return new Step($"count {filter}", async (store, cancellation) => $"{await store.Search.CountEventsAsync(filter, cancellation)}");
    }

    private EventFilter EventFilter() => new()
    {
        Source = Maybe(() => Pick(Sources)),
        Type = Maybe(() => Pick(["order.*", "push", "*", "*paid", "none"])),
        Key = Maybe(() => Pick(Keys)!),
        State = chance.Next(3) == 0 ? (DeliveryState)chance.Next(5) : null,
        Destination = Maybe(() => Pick(Destinations)),
        Text = chance.Next(6) == 0 ? Pick(["order.paid", "id-3", "k1", events.Count > 0 ? Pick(events).ToString()[..24] : "evt_0"]) : null,
        From = chance.Next(4) == 0 ? samples.Now.AddMinutes(-chance.Next(60)) : null,
        To = chance.Next(4) == 0 ? samples.Now.AddMinutes(-chance.Next(60)) : null,
    };

    private PageRequest Page(SortableId? after) => new(chance.Next(1, 40), chance.Next(3) == 0 ? after : null);

    private string? Maybe(Func<string> value) => chance.Next(3) == 0 ? value() : null;

    private DeliveryId Known() => deliveries.Count == 0 ? new DeliveryId(samples.NextId()) : Pick(deliveries).Id;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[chance.Next(choices.Count)];
}
