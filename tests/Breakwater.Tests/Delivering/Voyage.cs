using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Delivering;

/// <summary>
/// A gate before a destination in pretended time, a millisecond a step: what waits begins as soon as the gate and the concurrency let it,
/// takes its time, and waits again when it failed.
/// </summary>
internal sealed class Voyage(DestinationSettings destination, Platform platform, TimeSpan latency)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly DateTimeOffset Departure = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Random chance = new(7);
    private readonly PriorityQueue<(DeliveryId Id, DateTimeOffset Began, EchoKind Kind), DateTimeOffset> underWay = new();
    private readonly Dictionary<int, int> begun = [];
    private long last;

    public DateTimeOffset Now { get; private set; } = Departure;

    public Gate Gate { get; } = new(new Random(7), new FakeTimeProvider());

    public long Waiting { get; set; }

    /// <summary>What the destination does instead of counting; null: it counts.</summary>
    public EchoKind? Always { get; set; }

    /// <summary>The share of requests that it refuses for reasons of its own.</summary>
    public double Moody { get; set; }

    public TimeSpan Latency { get; set; } = latency;

    /// <summary>Attempts that began.</summary>
    public long Attempts => last;

    /// <summary>Attempts that began in each second, from one on.</summary>
    public IEnumerable<int> BegunFrom(DateTimeOffset moment) => begun.Where(second => second.Key >= Second(moment)).Select(second => second.Value);

    public void Sail(TimeSpan time) => SailUntil(() => false, time);

    /// <summary>Goes on until it is so; false when the time was over first.</summary>
    public bool SailUntil(Func<bool> condition, TimeSpan most)
    {
        for (var end = Now + most; Now < end; Now += Step)
        {
            Gate.Use(destination, 1);
            Arrive();
            if (condition())
            {
                return true;
            }

            Depart();
        }

        return false;
    }

    private static int Second(DateTimeOffset moment) => (int)(moment - Departure).TotalSeconds;

    private void Arrive()
    {
        while (underWay.TryPeek(out var ended, out var at) && at <= Now)
        {
            underWay.Dequeue();
            Waiting += ended.Kind == EchoKind.Alive ? 0 : 1;
            Gate.Ended(ended.Id, new Echo(ended.Kind, Now - ended.Began, Now, null));
        }
    }

    private void Depart()
    {
        while (Waiting > 0 && underWay.Count < destination.Concurrency && Gate.Admits(Now))
        {
            var id = new DeliveryId(new SortableId(++last, last));
            Gate.Begin(id, Now);
            Waiting--;
            begun[Second(Now)] = begun.GetValueOrDefault(Second(Now)) + 1;
            var kind = Always ?? (chance.NextDouble() >= Moody && platform.Takes(Now) ? EchoKind.Alive : EchoKind.Overloaded);
            underWay.Enqueue((id, Now, kind), Now + (Latency * (0.5 + chance.NextDouble())));
        }
    }
}
