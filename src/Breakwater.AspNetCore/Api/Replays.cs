using System.Text.Json;
using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/replays</c>: sending many recorded events again, paced, with progress.</summary>
internal sealed class Replays(Engine engine, Bodies bodies)
{
    public async Task<Results<TakenOn<ReplayView>, Answer<ReplayView>, Problem>> StartAsync(HttpRequest request, CancellationToken cancellation)
    {
        var asked = await bodies.JsonAsync(request, RequestJson.Default.ReplayRequest, null, "filter, to, rate and dryRun");
        if (asked.Value is not { } replay)
        {
            return asked.Problem!;
        }

        if (replay.Filter is null)
        {
            return Problems.Invalid("filter is needed: {} means every event");
        }

        var reading = new Reading();
        var filter = reading.Events(replay.Filter);
        var to = reading.Destinations(replay.To, engine.Settings);
        var rate = reading.Pace(replay.Rate);
        if (reading.Problem is { } problem)
        {
            return problem;
        }

        AuditNote.Say(request.HttpContext, null, Detail(replay, to, rate));
        if (replay.DryRun)
        {
            var total = await engine.Search.CountEventsAsync(filter, cancellation);
            return new Answer<ReplayView>(Dry(filter, to, rate, total), ApiJson.Default.ReplayView);
        }

        var begun = await engine.StartReplayAsync(filter, to, rate, cancellation);
        AuditNote.Say(request.HttpContext, begun.Id.ToString());
        return new TakenOn<ReplayView>(View(begun), ApiJson.Default.ReplayView) { Location = $"{request.PathBase}{request.Path}/{begun.Id}" };
    }

    public async Task<Results<Answer<PageView<ReplayView>>, Problem>> ListAsync(PageQuery query, HttpRequest request, CancellationToken cancellation)
    {
        var reading = new Reading();
        var page = reading.Page(Cursor.Replays, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Page) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var all = await engine.ListReplaysAsync(cancellation);
        var rest = all.Where(replay => page.After is not { } after || replay.Id.Value.CompareTo(after) < 0).Take(page.Limit + 1).ToList();
        var more = rest.Count > page.Limit;
        var items = rest.Take(page.Limit).ToList();
        return new Answer<PageView<ReplayView>>(
            new PageView<ReplayView> { Items = [.. items.Select(View)], Next = more ? Cursor.Write(Cursor.Replays, items[^1].Id.Value) : null },
            ApiJson.Default.PageViewReplayView);
    }

    public async Task<Results<Answer<ReplayView>, Problem>> GetAsync(string id, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        return Show(found.Problem is null ? await engine.FindReplayAsync(found.Id, cancellation) : null, found.Problem, id);
    }

    public async Task<Results<Answer<ReplayView>, Problem>> CancelAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        AuditNote.Say(context, found.Problem is null ? found.Id.ToString() : null);
        if (found.Problem is null && await engine.FindReplayAsync(found.Id, cancellation) is { State: ReplayState.Done })
        {
            return Problems.Conflict("the replay is done: there is nothing left to stop");
        }

        return Show(found.Problem is null ? await engine.CancelReplayAsync(found.Id, cancellation) : null, found.Problem, id);
    }

    private static string Detail(ReplayRequest replay, IReadOnlyList<string>? to, double? rate) => string.Join(
        ", ",
        new[]
        {
            replay.DryRun ? "dry run" : null,
            $"filter {JsonSerializer.Serialize(replay.Filter, RequestJson.Default.ReplayFilter)}",
            to is null ? null : $"to {string.Join(" and ", to)}",
            rate is null ? null : $"rate {Rate.Text(rate)}",
        }.Where(part => part is not null));

    /// <summary>Replays are few: a shortened id is looked up among all of them.</summary>
    private async Task<Found<ReplayId>> FindAsync(string text, CancellationToken cancellation)
    {
        if (ReplayId.TryParse(text, out var id))
        {
            return new(id, null);
        }

        var start = text.StartsWith(ReplayId.Prefix, StringComparison.Ordinal) ? text : ReplayId.Prefix + text;
        var found = (await engine.ListReplaysAsync(cancellation))
            .Where(replay => replay.Id.ToString().StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Take(2)
            .ToList();
        return found.Count switch
        {
            0 => new(default, Problems.Absent("replay", ShortIds.Shown(text))),
            1 => new(found[0].Id, null),
            _ => new(default, Problems.Ambiguous("replay", ShortIds.Shown(text))),
        };
    }

    private static Results<Answer<ReplayView>, Problem> Show(Replay? replay, Problem? problem, string id) =>
        problem is not null ? problem
        : replay is null ? Problems.Absent("replay", ShortIds.Shown(id))
        : new Answer<ReplayView>(View(replay), ApiJson.Default.ReplayView);

    private static ReplayView View(Replay replay) => new()
    {
        Id = replay.Id.ToString(),
        DryRun = false,
        State = Words.Of(replay.State),
        CreatedAt = replay.CreatedAt.UtcDateTime,
        EndedAt = replay.EndedAt?.UtcDateTime,
        Total = replay.Total,
        Done = replay.Done,
        Deliveries = replay.Deliveries,
        Rate = Rate.Text(replay.Rate),
        To = replay.To,
        Filter = Filter(replay.Filter),
    };

    private static ReplayView Dry(EventFilter filter, IReadOnlyList<string>? to, double? rate, long total) => new()
    {
        Id = null,
        DryRun = true,
        State = null,
        CreatedAt = null,
        EndedAt = null,
        Total = total,
        Done = 0,
        Deliveries = 0,
        Rate = Rate.Text(rate),
        To = to,
        Filter = Filter(filter),
    };

    private static ReplayFilter Filter(EventFilter filter) => new()
    {
        Source = filter.Source,
        Type = filter.Type,
        Key = filter.Key,
        State = filter.State is { } state ? Words.Of(state) : null,
        Destination = filter.Destination,
        Q = filter.Text,
        From = filter.From?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        To = filter.To?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
    };
}
