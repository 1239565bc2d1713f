using System.Text;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.StoreContract;

/// <summary>Makes events, deliveries and attempts, the same ones for the same seed. Time goes on by one millisecond with each id.</summary>
/// <param name="seed">The seed.</param>
public sealed class Samples(int seed)
{
    private readonly Random chance = new(seed);

    /// <summary>The moment of the next id.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The next id.</summary>
    public SortableId NextId()
    {
        Now = Now.AddMilliseconds(1);
        return new SortableId(Now.ToUnixTimeMilliseconds() << 16, chance.NextInt64(long.MinValue, long.MaxValue));
    }

    /// <summary>An event.</summary>
    public Event Event(string idempotencyId, string source = "shop", string? type = "order.paid", string? key = null, int bodyLength = 20)
    {
        var id = new EventId(NextId());
        var body = new byte[bodyLength];
        chance.NextBytes(body);
        return new Event
        {
            Id = id,
            Source = source,
            IdempotencyId = idempotencyId,
            Type = type,
            Key = key,
            Version = "7",
            OccurredAt = Now.AddSeconds(-3),
            ReceivedAt = Now,
            Headers = [new Header("Content-Type", "application/json"), new Header("X-Ünïcode", "wérte"), new Header("content-type", "twice")],
            Body = body,
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        };
    }

    /// <summary>A waiting delivery that is due now.</summary>
    public Delivery Delivery(Event evt, string destination = "crm") => new()
    {
        Id = new DeliveryId(NextId()),
        EventId = evt.Id,
        Destination = destination,
        NextAttemptAt = evt.ReceivedAt,
        Since = evt.ReceivedAt,
    };

    /// <summary>A waiting delivery that goes in the order of its event's key.</summary>
    public Delivery Ordered(Event evt, string destination = "crm", DeliveryOrder order = DeliveryOrder.Key, OnDead onDead = OnDead.Hold, bool forced = false) =>
        Delivery(evt, destination) with { Turn = Turn.Of(evt, order, onDead, forced) };

    /// <summary>An event and a delivery for each destination.</summary>
    public Storage.Recording Recording(string idempotencyId, params IReadOnlyList<string> destinations)
    {
        var evt = Event(idempotencyId);
        return Recording(evt, destinations);
    }

    /// <summary>A given event and a delivery for each destination.</summary>
    public Storage.Recording Recording(Event evt, params IReadOnlyList<string> destinations) =>
        new(evt, [.. destinations.Select(destination => Delivery(evt, destination))]);

    /// <summary>An attempt that came to what the state says.</summary>
    public Settlement Settlement(DeliveryId delivery, int number, DeliveryState state, DateTimeOffset? next = null) => new()
    {
        Attempt = new Attempt
        {
            DeliveryId = delivery,
            Number = number,
            StartedAt = Now,
            Duration = TimeSpan.FromMicroseconds(12_345.6),
            Node = "node-1",
            Outcome = state == DeliveryState.Delivered ? Outcome.Success : Outcome.Retryable,
            Status = state == DeliveryState.Delivered ? 204 : 500,
            Error = state == DeliveryState.Delivered ? null : "answered 500",
            RequestHeaders = [new Header("webhook-id", "evt_1")],
            ResponseHeaders = [new Header("Date", "now"), new Header("Empty", "")],
            ResponseBody = Encoding.UTF8.GetBytes("out of order"),
            Decision = "again in 12 s",
        },
        State = state,
        NextAttemptAt = next,
        At = Now,
    };

    /// <summary>A running replay of everything so far.</summary>
    public Replay Replay(EventFilter filter) => new()
    {
        Id = new ReplayId(NextId()),
        Filter = filter,
        To = ["crm", "mail"],
        Rate = 12.5,
        CreatedAt = Now,
        Total = 3,
    };
}
