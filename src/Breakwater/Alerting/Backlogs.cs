using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.Alerting;

/// <summary>Watches what waits longest for each destination.</summary>
internal sealed class Backlogs(IDeliveryStore store)
{
    private readonly Dictionary<string, DateTimeOffset> told = new(StringComparer.Ordinal);

    /// <summary>The destinations whose backlog is late and was not told of in this period.</summary>
    public async Task<IReadOnlyList<Alert>> LookAsync(Settings settings, DateTimeOffset now, CancellationToken cancellation)
    {
        var period = Period.Begin(now, Period.OfBacklogs);
        var alerts = new List<Alert>();
        foreach (var backlog in await store.BacklogsAsync(cancellation))
        {
            if (settings.Destinations.TryGetValue(backlog.Destination, out var destination)
                && now - backlog.OldestAt > destination.LateAfter
                && told.GetValueOrDefault(backlog.Destination) != period)
            {
                told[backlog.Destination] = period;
                alerts.Add(Tell(backlog, destination.LateAfter, now, period));
            }
        }

        return alerts;
    }

    private static Alert Tell(Backlog backlog, TimeSpan limit, DateTimeOffset now, DateTimeOffset period) => new()
    {
        Kind = AlertKinds.BacklogLate,
        Id = $"{AlertKinds.BacklogLate}/{backlog.Destination}/{Period.Text(period)}",
        Text = string.Create(
            CultureInfo.InvariantCulture,
            $"{backlog.Waiting} deliveries wait for {backlog.Destination}, the oldest since {backlog.OldestAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"),
        At = now,
        Destination = backlog.Destination,
        Since = backlog.OldestAt,
        Count = backlog.Waiting,
        Limit = limit,
    };
}
