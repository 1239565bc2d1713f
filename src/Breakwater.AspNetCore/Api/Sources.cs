using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/sources</c>: where events come from, and how many came.</summary>
internal sealed class Sources(Engine engine)
{
    public async Task<Results<Answer<PageView<SourceView>>, Problem>> ListAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (QueryNames.Fault(request, QueryNames.Page) is { } problem)
        {
            return problem;
        }

        var counts = await engine.Search.CountsAsync(cancellation);
        var bySource = counts.Sources.ToDictionary(count => count.Source, StringComparer.Ordinal);
        var items = engine.Settings.Sources.Values
            .OrderBy(source => source.Name, StringComparer.Ordinal)
            .Select(source => View(source, bySource.GetValueOrDefault(source.Name)))
            .ToList();
        return new Answer<PageView<SourceView>>(new PageView<SourceView> { Items = items, Next = null }, ApiJson.Default.PageViewSourceView);
    }

    private static SourceView View(SourceSettings source, SourceCount? count) => new()
    {
        Name = source.Name,
        Path = Ingress.Path + source.Name,
        Provider = source.Provider,
        Scheme = source.SchemeName,
        MaxBody = source.MaxBody,
        Tolerance = Durations.Text(source.Tolerance),
        AnswerStatus = source.AnswerStatus,
        Secrets = source.Secrets.Count,
        Redact = source.Redact?.Places ?? [],
        Events = count?.Events ?? 0,
        Duplicates = count?.Duplicates ?? 0,
        LastAt = count?.LastAt?.UtcDateTime,
    };
}
