using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

/// <summary>How many there are of everything, counted as it changes: a walk over days of traffic would be one too many each minute.</summary>
internal sealed class Census
{
    private readonly SortedDictionary<(string Destination, DeliveryState State), int> deliveries = new(Comparer<(string Destination, DeliveryState State)>.Create(
        static (one, other) => string.CompareOrdinal(one.Destination, other.Destination) is var by && by != 0 ? by : one.State.CompareTo(other.State)));

    private readonly Dictionary<string, (int Events, long Duplicates)> sources = new(StringComparer.Ordinal);

    /// <summary>Not after any event that is there.</summary>
    public DateTimeOffset Oldest { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>A delivery changed, came (before is null), or went (after is null).</summary>
    public void Changed(Delivery? before, Delivery? after)
    {
        if (before is not null)
        {
            deliveries[(before.Destination, before.State)]--;
        }

        if (after is not null)
        {
            deliveries[(after.Destination, after.State)] = deliveries.GetValueOrDefault((after.Destination, after.State)) + 1;
        }
    }

    /// <summary>An event came.</summary>
    public void Came(EventRow row)
    {
        Add(row, 1, row.Duplicates);
        Oldest = row.Event.ReceivedAt < Oldest ? row.Event.ReceivedAt : Oldest;
    }

    /// <summary>An event came again.</summary>
    public void Again(EventRow row) => Add(row, 0, 1);

    /// <summary>An event went.</summary>
    public void Went(EventRow row) => Add(row, -1, -row.Duplicates);

    /// <summary>Events went: which is the oldest now.</summary>
    public void Look(IEnumerable<EventRow> all) => Oldest = all.Select(row => row.Event.ReceivedAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    public IReadOnlyList<DeliveryCount> Deliveries() =>
        [.. deliveries.Where(one => one.Value > 0).Select(one => new DeliveryCount(one.Key.Destination, one.Key.State, one.Value))];

    public SourceCount Of(string source, DateTimeOffset lastAt)
    {
        var (events, duplicates) = sources.GetValueOrDefault(source);
        return new SourceCount(source, events, duplicates, lastAt);
    }

    private void Add(EventRow row, int events, long duplicates)
    {
        var now = sources.GetValueOrDefault(row.Event.Source);
        sources[row.Event.Source] = (now.Events + events, now.Duplicates + duplicates);
    }
}
