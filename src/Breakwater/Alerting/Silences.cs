using System.Globalization;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Alerting;

/// <summary>Watches each source for silence. What is usual is learned from the store at first, and then from what arrives at any node.</summary>
internal sealed class Silences(ISearch search)
{
    /// <summary>Sources that are learned from the store at one start; the others are learned from then on.</summary>
    private const int MostLearned = 200;

    private const int Newest = 500;

    // No part of an hour, so that what comes by the hour is not always met at the same distance.
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(53);
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    private readonly Dictionary<string, Rhythm> rhythms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> told = new(StringComparer.Ordinal);

    /// <summary>Another node watches: what was learned grows old.</summary>
    public void Forget() => rhythms.Clear();

    /// <summary>Listens to all sources, and gives those that became silent.</summary>
    public async Task<IReadOnlyList<Alert>> LookAsync(IReadOnlyCollection<string> sources, DateTimeOffset now, CancellationToken cancellation)
    {
        var counts = await search.CountsAsync(cancellation);
        var alerts = new List<Alert>();
        foreach (var count in counts.Sources)
        {
            if (count.LastAt is not { } last || !sources.Contains(count.Source))
            {
                continue;
            }

            var rhythm = await RhythmAsync(count.Source, now, cancellation);
            rhythm.Heard(last);
            if (rhythm.IsSilent(now) && told.GetValueOrDefault(count.Source) != last)
            {
                told[count.Source] = last;
                alerts.Add(Tell(count.Source, last, rhythm, now));
            }
        }

        return alerts;
    }

    private async Task<Rhythm> RhythmAsync(string source, DateTimeOffset now, CancellationToken cancellation)
    {
        if (rhythms.TryGetValue(source, out var known))
        {
            return known;
        }

        var rhythm = new Rhythm();
        if (rhythms.Count < MostLearned)
        {
            await LearnAsync(source, rhythm, now, cancellation);
        }

        return rhythms[source] = rhythm;
    }

    /// <summary>The newest events, exactly; of the days before them, how long it was quiet at moments here and there.</summary>
    private async Task LearnAsync(string source, Rhythm rhythm, DateTimeOffset now, CancellationToken cancellation)
    {
        var newest = await search.EventsAsync(new EventFilter { Source = source }, new PageRequest(Newest, null), cancellation);
        var moments = newest.Items.Select(item => item.Event.ReceivedAt).Order().ToArray();
        var at = moments.Length == Newest ? moments[0] : now - Back;
        while (at > now - Back)
        {
            var before = await search.EventsAsync(new EventFilter { Source = source, To = at }, new PageRequest(1, null), cancellation);
            if (before.Items is not [{ Event.ReceivedAt: var heard }])
            {
                break;
            }

            rhythm.Pause(at - heard, at);
            at = (heard < at - Step ? heard : at - Step).AddTicks(-1);
        }

        foreach (var moment in moments)
        {
            rhythm.Heard(moment);
        }
    }

    private static Alert Tell(string source, DateTimeOffset last, Rhythm rhythm, DateTimeOffset now) => new()
    {
        Kind = AlertKinds.SourceSilent,
        Id = $"{AlertKinds.SourceSilent}/{source}/{Period.Text(last)}",
        Text = string.Create(CultureInfo.InvariantCulture, $"nothing came from {source} since {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; its longest pause in the last days was {(long)rhythm.Usual(now).TotalMinutes} min"),
        At = now,
        Source = source,
        Since = last,
        Limit = rhythm.SilentAfter(now),
    };
}
