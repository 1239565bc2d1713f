using Breakwater.Cli.Output;
using Breakwater.Simulation.Drills;

namespace Breakwater.Cli.Drilling;

/// <summary>The report of a drill for people.</summary>
internal sealed class DrillScreen(Screen screen)
{
    public void Write(DrillReport report)
    {
        Head(report);
        Gap();
        Sources(report.Sources);
        Gap();
        Deliveries(report.Destinations);
        Gap();
        Weather(report.Destinations);
        Entities(report.Entities);
        DeadLetters(report.Destinations);
        Promises(report);
        Advice(report);
        foreach (var note in report.Notes)
        {
            screen.Line(new Cell("note  ", Tone.Dim), note);
        }
    }

    private void Head(DrillReport report) => screen.Line(
        new Cell($"{report.Time.TotalHours:0} h of bad weather, seed {report.Seed}: ", Tone.Strong),
        $"{Sizes.Count(report.Events, "event")}; the node was killed {TimesOf(report.Kills)} and restarted {TimesOf(report.Stops)}, the store failed {TimesOf(report.StoreFailures)}");

    private void Gap() => screen.Line();

    private void Sources(IReadOnlyList<SourceSeen> sources) => screen.Table(
        ["source", "events", "recorded", "duplicates", "late", "refused", "dropped"],
        [.. sources.Select(IReadOnlyList<Cell> (source) =>
        [
            source.Name, Sizes.Count(source.Events), Sizes.Count(source.Recorded), Sizes.Count(source.Duplicates), Sizes.Count(source.Late),
            Bad(source.Refused), Bad(source.Dropped),
        ])],
        "no sources");

    private void Deliveries(IReadOnlyList<DestinationSeen> destinations)
    {
        screen.Table(
            ["destination", "deliveries", "delivered", "dead", "stale", "waiting", "attempts"],
            [.. destinations.Select(IReadOnlyList<Cell> (seen) =>
            [
                seen.Name, Sizes.Count(seen.Deliveries), Sizes.Count(seen.Delivered), Bad(seen.DeadLetters), Sizes.Count(seen.Stale), Bad(seen.Waiting), Sizes.Count(seen.Attempts),
            ])],
            "no destinations");
        Gap();
        screen.Table(
            ["destination", "late p50", "p95", "p99", "max"],
            [.. destinations.Select(IReadOnlyList<Cell> (seen) =>
                [seen.Name, Time(seen.Lateness?.Half), Time(seen.Lateness?.Most95), Time(seen.Lateness?.Most99), Time(seen.Lateness?.Max)])],
            "no destinations");
    }

    private void Weather(IReadOnlyList<DestinationSeen> destinations)
    {
        screen.Table(
            ["destination", "outages", "longest", "survived", "caught up in"],
            [.. destinations.Select(IReadOnlyList<Cell> (seen) =>
            [
                seen.Name, Sizes.Count(seen.Outages), Time(seen.LongestOutage),
                new Cell(Words(seen.LongestSurvived), seen.LongestSurvived < seen.LongestOutage ? Tone.Bad : Tone.Good), Time(seen.CaughtUp),
            ])],
            "no destinations");
        Gap();
        screen.Table(
            ["destination", "held keys", "held for", "taken twice", "overwritten"],
            [.. destinations.Select(IReadOnlyList<Cell> (seen) =>
            [
                seen.Name, Sizes.Count(seen.HeldKeys), Time(seen.LongestHeld), Sizes.Count(seen.Repeated), Warned(seen.Overwritten.Sum(one => one.Count)),
            ])],
            "no destinations");
    }

    private void Entities(IReadOnlyList<EntitySeen> entities)
    {
        if (entities.Count > 0)
        {
            Gap();
            screen.Table(
                ["entity", "entities", "applied", "duplicate", "stale", "early", "flagged", "conflict"],
                [.. entities.Select(IReadOnlyList<Cell> (seen) =>
                [
                    seen.Type, Sizes.Count(seen.Entities), Sizes.Count(seen.Applied), Sizes.Count(seen.Duplicate), Sizes.Count(seen.Stale),
                    Sizes.Count(seen.Early), Warned(seen.Flagged), Warned(seen.Conflict),
                ])],
                "no entities");
        }
    }

    private void DeadLetters(IReadOnlyList<DestinationSeen> destinations)
    {
        var dead = destinations.Where(seen => seen.DeadLetters > 0).ToList();
        if (dead.Count == 0)
        {
            return;
        }

        Gap();
        screen.Table(
            ["dead at", "by", "deliveries", "first gave up"],
            [.. dead.SelectMany(seen => seen.Dead.Select(IReadOnlyList<Cell> (one) =>
            [
                seen.Name, DrillWords.Of(one.Key) + (one.Key == GaveUp.Permanent ? ": " + string.Join(", ", seen.Final.Select(final => $"{final.Answer} ({final.Count})")) : ""),
                Bad(one.Value), seen.First is { } first && first.Policy == one.Key ? Words(first.After) : Cell.None,
            ]))],
            "none");
    }

    private void Promises(DrillReport report)
    {
        Gap();
        if (report.Breach is { } breach)
        {
            screen.Line(new Cell($"Breakwater broke {DrillWords.Of(breach)}: ", Tone.Bad), breach.Text);
            screen.Line($"This is a bug of Breakwater, and not of your configuration. Please report it with the configuration (without secrets), --hours {report.Time.TotalHours:0} and --seed {report.Seed}.");
        }
        else
        {
            screen.Line(new Cell("ok    ", Tone.Good), "Breakwater kept its promises");
        }
    }

    private void Advice(DrillReport report)
    {
        if (report.Advice.Count == 0)
        {
            if (report.Breach is null)
            {
                screen.Line(new Cell("ok    ", Tone.Good), "the figures ask for no change");
            }

            return;
        }

        Gap();
        screen.Line(new Cell("What to change", Tone.Strong));
        foreach (var advice in report.Advice)
        {
            screen.Line(new Cell($"  {advice.About}.{advice.Option}: {advice.Value}", Tone.Warning));
            screen.Line($"      {advice.Text}");
        }
    }

    private static string Words(TimeSpan time) => time == TimeSpan.Zero ? "-" : Times.Duration(time);

    private static Cell Time(TimeSpan? time) => time is { } known && known > TimeSpan.Zero ? new Cell(Times.Duration(known)) : Cell.None;

    private static Cell Bad(long count) => new(Sizes.Count(count), count > 0 ? Tone.Bad : Tone.Plain);

    private static Cell Warned(long count) => new(Sizes.Count(count), count > 0 ? Tone.Warning : Tone.Plain);

    private static string TimesOf(int count) => count == 1 ? "once" : $"{count} times";
}
