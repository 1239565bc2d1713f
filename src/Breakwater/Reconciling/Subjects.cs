using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>What the configuration in force wants to be reconciled, and when each was begun last.</summary>
internal sealed class Subjects(ReconcilingParts parts)
{
    /// <summary>After a run that failed the next one comes at least so soon.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    private const int Looked = 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Begun> begun = new(StringComparer.Ordinal);

    /// <summary>True when anything is to be reconciled.</summary>
    public bool Any => All().Any();

    /// <summary>The subject of a source; null where nothing says how it is asked.</summary>
    public static Subject? Of(Settings settings, string source) =>
        settings.Sources.TryGetValue(source, out var found) && found.Reconcile is { } how
            ? new Subject(source, null, null, how.Every, how.Since, how.Overlap)
            : null;

    /// <summary>The subject of a kind of entity at a destination; null where nothing says how it is asked.</summary>
    public static Subject? Of(Settings settings, string entity, string destination) =>
        settings.Entities.TryGetValue(entity, out var found) && found.Reconcile.FirstOrDefault(one => one.Destination == destination) is { } how
            ? new Subject(null, entity, destination, how.Every, how.Since, TimeSpan.Zero)
            : null;

    /// <summary>New runs of what is due now.</summary>
    public async Task<IReadOnlyList<Reconciliation>> DueAsync(CancellationToken stop)
    {
        var due = new List<Reconciliation>();
        foreach (var subject in All())
        {
            var last = await LastAsync(subject.Name, stop);
            var now = parts.Clock.GetUtcNow();
            var wait = last is { Failed: true } && subject.Every > AfterFailure ? AfterFailure : subject.Every;
            if (last is not { At: { } at } || at + wait <= now)
            {
                due.Add(await MakeAsync(subject, null, dryRun: false, scheduled: true, stop));
                Note(subject.Name, new Begun(now, Failed: false));
            }
        }

        return due;
    }

    /// <summary>A new run: from where everything is covered without a gap, less the overlap.</summary>
    public async Task<Reconciliation> MakeAsync(Subject subject, DateTimeOffset? since, bool dryRun, bool scheduled, CancellationToken cancellation)
    {
        var now = parts.Clock.GetUtcNow();
        var covered = (await parts.Store.Reconciliations.LastDoneAsync(subject.Name, cancellation))?.Covered;

        // A destination may have changed without us: all that is not too old is compared each time.
        var from = since ?? (covered is { } until && subject.Source is not null ? until - subject.Overlap : now - subject.Since);
        return new Reconciliation
        {
            Id = new ReconciliationId(parts.Ids.Next()),
            Source = subject.Source,
            Entity = subject.Entity,
            Destination = subject.Destination,
            Scheduled = scheduled,
            DryRun = dryRun,
            CreatedAt = now,
            From = from,
            Until = now,
            Covered = from <= now - subject.Since ? now : null,
        };
    }

    /// <summary>What one run does.</summary>
    public IRun Steps(Reconciliation run)
    {
        var settings = parts.Settings();
        return run.Source is { } name && settings.Sources.TryGetValue(name, out var source) && source.Reconcile is { } how
            ? new ListRun(source, how, Platforms.Of(source.Name, how, settings, parts), parts)
            : run is { Entity: { } type, Destination: { } asked } && settings.Entities.TryGetValue(type, out var entity) && settings.Destinations.TryGetValue(asked, out var destination)
                && entity.Reconcile.FirstOrDefault(one => one.Destination == asked) is { } compare
            ? new CompareRun(type, compare, Platforms.Of(type, destination, compare.Rate, parts), parts)
            : new EndedRun("the configuration does not say any more how it is asked");
    }

    /// <summary>A run has ended.</summary>
    public void Ended(Reconciliation run)
    {
        if (!run.DryRun)
        {
            Note(run.Subject, new Begun(run.CreatedAt, run.State == ReconciliationState.Failed));
        }
    }

    private IEnumerable<Subject> All()
    {
        var settings = parts.Settings();
        return settings.Sources.Values.Where(source => source.Reconcile is not null).OrderBy(source => source.Name, StringComparer.Ordinal)
            .Select(source => Of(settings, source.Name)!)
            .Concat(settings.Entities.Values.OrderBy(entity => entity.Name, StringComparer.Ordinal)
                .SelectMany(entity => entity.Reconcile.Select(one => Of(settings, entity.Name, one.Destination)!)));
    }

    private async Task<Begun?> LastAsync(string subject, CancellationToken stop)
    {
        lock (gate)
        {
            if (begun.TryGetValue(subject, out var known))
            {
                return known;
            }
        }

        var last = (await parts.Store.Reconciliations.ListAsync(subject, Looked, after: null, stop)).FirstOrDefault(run => !run.DryRun);
        return last is null ? null : Note(subject, new Begun(last.CreatedAt, last.State == ReconciliationState.Failed));
    }

    private Begun Note(string subject, Begun last)
    {
        lock (gate)
        {
            return begun[subject] = last;
        }
    }

    private sealed record Begun(DateTimeOffset At, bool Failed);
}
