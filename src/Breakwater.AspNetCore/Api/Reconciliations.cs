using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/reconciliations</c>: asking platforms what is true, and what was found.</summary>
internal sealed class Reconciliations(Engine engine, Bodies bodies)
{
    private const int Looked = 500;

    public async Task<Results<TakenOn<ReconciliationView>, Problem>> StartAsync(string name, HttpRequest request, CancellationToken cancellation)
    {
        var asked = await bodies.JsonAsync(request, RequestJson.Default.ReconcileRequest, new ReconcileRequest(), "since and dryRun");
        if (asked.Value is not { } reconcile)
        {
            return asked.Problem!;
        }

        if (reconcile.Destination is not null)
        {
            return Problems.Invalid("a source has no destination: entities do");
        }

        if (!engine.Settings.Sources.TryGetValue(name, out var source))
        {
            return Problems.Absent("source", ShortIds.Shown(name));
        }

        if (source.Reconcile is null)
        {
            return Problems.Conflict($"the source {name} does not say how its platform is asked: it has no reconcile section");
        }

        var reading = new Reading();
        var since = reading.Since(reconcile.Since, engine.Now);
        if (reading.Problem is { } problem)
        {
            return problem;
        }

        var begun = await engine.ReconcileAsync(name, since, reconcile.DryRun, cancellation);
        return begun is null ? await RunningAsync(Reconciliation.SubjectOf(name), cancellation) : Taken(request, begun);
    }

    public async Task<Results<TakenOn<ReconciliationView>, Problem>> CompareAsync(string type, HttpRequest request, CancellationToken cancellation)
    {
        var asked = await bodies.JsonAsync(request, RequestJson.Default.ReconcileRequest, new ReconcileRequest(), "destination, since and dryRun");
        if (asked.Value is not { } reconcile)
        {
            return asked.Problem!;
        }

        if (!engine.Settings.Entities.TryGetValue(type, out var entity))
        {
            return Problems.Absent("kind of entity", ShortIds.Shown(type));
        }

        string[] declared = [.. entity.Reconcile.Select(one => one.Destination)];
        var destination = reconcile.Destination ?? (declared is [var only] ? only : null);
        if (destination is null || !declared.Contains(destination))
        {
            return Problems.Conflict(declared.Length == 0
                ? $"the entity {type} has no reconcile section: nothing says how a destination is asked"
                : $"destination is one of {string.Join(", ", declared)}");
        }

        var reading = new Reading();
        var since = reading.Since(reconcile.Since, engine.Now);
        if (reading.Problem is { } problem)
        {
            return problem;
        }

        var begun = await engine.ReconcileAsync(type, destination, since, reconcile.DryRun, cancellation);
        return begun is null ? await RunningAsync(Reconciliation.SubjectOf(type, destination), cancellation) : Taken(request, begun);
    }

    public async Task<Results<Answer<PageView<ReconciliationView>>, Problem>> ListAsync(
        ReconciliationQuery query, HttpRequest request, CancellationToken cancellation)
    {
        var reading = new Reading();
        var page = reading.Page(Cursor.Reconciliations, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Reconciliations) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var subject = string.IsNullOrEmpty(query.Source) ? null : Reconciliation.SubjectOf(query.Source);
        var found = await engine.ListReconciliationsAsync(subject, page.Limit + 1, page.After is { } after ? new ReconciliationId(after) : null, cancellation);
        var items = found.Take(page.Limit).ToList();
        return new Answer<PageView<ReconciliationView>>(
            new PageView<ReconciliationView>
            {
                Items = [.. items.Select(ReconciliationView.Of)],
                Next = found.Count > page.Limit ? Cursor.Write(Cursor.Reconciliations, items[^1].Id.Value) : null,
            },
            ApiJson.Default.PageViewReconciliationView);
    }

    public async Task<Results<Answer<ReconciliationView>, Problem>> GetAsync(string id, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        return found.Problem is not null ? found.Problem : Show(await engine.FindReconciliationAsync(found.Id, cancellation), id);
    }

    public async Task<Results<Answer<ReconciliationView>, Problem>> CancelAsync(string id, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        return found.Problem is not null ? found.Problem : Show(await engine.CancelReconciliationAsync(found.Id, cancellation), id);
    }

    private static TakenOn<ReconciliationView> Taken(HttpRequest request, Reconciliation begun) =>
        new(ReconciliationView.Of(begun), ApiJson.Default.ReconciliationView) { Location = $"{request.PathBase}/v1/reconciliations/{begun.Id}" };

    private async Task<Problem> RunningAsync(string subject, CancellationToken cancellation)
    {
        var last = await engine.ListReconciliationsAsync(subject, 1, after: null, cancellation);
        return Problems.Conflict($"it is being reconciled already{(last is [var one] ? $": {one.Id}" : "")}");
    }

    /// <summary>A shortened id is looked up among the newest.</summary>
    private async Task<Found<ReconciliationId>> FindAsync(string text, CancellationToken cancellation)
    {
        if (ReconciliationId.TryParse(text, out var id))
        {
            return new(id, null);
        }

        var start = text.StartsWith(ReconciliationId.Prefix, StringComparison.Ordinal) ? text : ReconciliationId.Prefix + text;
        var found = (await engine.ListReconciliationsAsync(null, Looked, after: null, cancellation))
            .Where(one => one.Id.ToString().StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Take(2)
            .ToList();
        return found.Count switch
        {
            0 => new(default, Problems.Absent("reconciliation", ShortIds.Shown(text))),
            1 => new(found[0].Id, null),
            _ => new(default, Problems.Ambiguous("reconciliation", ShortIds.Shown(text))),
        };
    }

    private static Results<Answer<ReconciliationView>, Problem> Show(Reconciliation? found, string id) => found is null
        ? Problems.Absent("reconciliation", ShortIds.Shown(id))
        : new Answer<ReconciliationView>(ReconciliationView.Of(found), ApiJson.Default.ReconciliationView);
}
