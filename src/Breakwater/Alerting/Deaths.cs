using Breakwater.Storage;

namespace Breakwater.Alerting;

/// <summary>
/// Dead letters, or keys that are held, counted by destination: the first is told at once, the others of its period together when the next
/// begins. Safe for concurrent use.
/// </summary>
/// <param name="kind">The type of the alert.</param>
/// <param name="words">What it says of so many at a destination.</param>
internal sealed class Deaths(string kind, Func<long, string, string> words)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Toll> tolls = new(StringComparer.Ordinal);

    /// <summary>A delivery was given up, or holds its key.</summary>
    /// <returns>True when it can be told at once.</returns>
    public bool Add(DueDelivery due, string? reason, DateTimeOffset at)
    {
        lock (gate)
        {
            if (!tolls.TryGetValue(due.Delivery.Destination, out var toll))
            {
                tolls[due.Delivery.Destination] = toll = new Toll();
            }

            toll.Count++;
            toll.Since = toll.Count == 1 ? at : toll.Since;
            toll.Last = due;
            toll.Reason = reason;
            return toll.Told != Period.Begin(at, Period.OfDeaths);
        }
    }

    /// <summary>What is to be told now.</summary>
    public IReadOnlyList<Alert> Take(DateTimeOffset now)
    {
        var period = Period.Begin(now, Period.OfDeaths);
        lock (gate)
        {
            List<Alert>? alerts = null;
            foreach (var (destination, toll) in tolls)
            {
                if (toll.Count > 0 && toll.Told != period)
                {
                    (alerts ??= []).Add(Tell(destination, toll, now, period));
                    toll.Count = 0;
                    toll.Told = period;
                }
            }

            return alerts ?? [];
        }
    }

    private Alert Tell(string destination, Toll toll, DateTimeOffset now, DateTimeOffset period) => new()
    {
        Kind = kind,
        Id = $"{kind}/{destination}/{Period.Text(period)}",
        Text = words(toll.Count, destination),
        At = now,
        Destination = destination,
        Delivery = toll.Last!.Delivery,
        Event = toll.Last.Event,
        Reason = toll.Reason,
        Since = toll.Since,
        Count = toll.Count,
    };

    private sealed class Toll
    {
        public long Count { get; set; }

        public DateTimeOffset Since { get; set; }

        public DueDelivery? Last { get; set; }

        public string? Reason { get; set; }

        /// <summary>The period in which it was told last.</summary>
        public DateTimeOffset? Told { get; set; }
    }
}
