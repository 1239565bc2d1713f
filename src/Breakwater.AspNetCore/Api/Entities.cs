using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/entities</c>: what several platforms know, and where each of them stands.</summary>
internal sealed class Entities(Engine engine)
{
    public async Task<Results<Answer<PageView<EntityLine>>, Problem>> ListAsync(
        string type, EntityQuery query, HttpRequest request, CancellationToken cancellation)
    {
        var reading = new Reading();
        var filter = reading.Entities(type, query);
        var page = reading.Page(Cursor.Entities, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Entities) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var found = await engine.Entities.ListAsync(filter, page, cancellation);
        if (found.Items.Count == 0 && !engine.Settings.Entities.ContainsKey(type))
        {
            return Problems.Absent("kind of entity", ShortIds.Shown(type));
        }

        return new Answer<PageView<EntityLine>>(
            new PageView<EntityLine> { Items = [.. found.Items.Select(EntityLine.Of)], Next = Cursor.Write(Cursor.Entities, found.Next) },
            ApiJson.Default.PageViewEntityLine);
    }

    /// <summary>A slash in a key is left encoded in a path; keys have some, and nothing else stays encoded.</summary>
    public async Task<Results<Answer<EntityView>, Problem>> GetAsync(string type, string key, CancellationToken cancellation) =>
        await engine.Entities.FindAsync(type, key.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), cancellation) is { } detail
            ? new Answer<EntityView>(EntityView.Of(detail, engine), ApiJson.Default.EntityView)
            : Problems.Absent(engine.Settings.Entities.ContainsKey(type) ? ShortIds.Shown(type) : "entity of the kind " + ShortIds.Shown(type), ShortIds.Shown(key));
}
