using System.Globalization;

namespace Breakwater.Alerting;

/// <summary>Breakers that opened: told once for each destination and period, however often it opens and closes. Safe for concurrent use.</summary>
internal sealed class BrokenOff
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> told = new(StringComparer.Ordinal);

    /// <summary>The breaker of a destination opened.</summary>
    /// <returns>What is to be said; null where it was said in this period.</returns>
    public Alert? Tell(string destination, DateTimeOffset now, DateTimeOffset until)
    {
        var period = Period.Begin(now, Period.OfDeaths);
        lock (gate)
        {
            if (told.TryGetValue(destination, out var last) && last == period)
            {
                return null;
            }

            told[destination] = period;
        }

        return new Alert
        {
            Kind = AlertKinds.BreakerOpened,
            Id = $"{AlertKinds.BreakerOpened}/{destination}/{Period.Text(period)}",
            Text = string.Create(CultureInfo.InvariantCulture, $"{destination} fails: it is left alone until {until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, and what is due waits"),
            At = now,
            Destination = destination,
            Since = now,
        };
    }
}
