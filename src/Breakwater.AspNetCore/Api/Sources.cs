using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/sources</c>: configuration without secrets, and what came.</summary>
internal static class Sources
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/sources", ListAsync).Needs(Permission.Read).WithTags("sources").WithSummary("Sources, by name");

    private static async Task<Ok<PageView<SourceView>>> ListAsync(HttpContext context, Engine engine)
    {
        var counts = (await engine.Search.CountsAsync(context.RequestAborted)).Sources.ToDictionary(count => count.Source, StringComparer.Ordinal);
        return TypedResults.Ok(new PageView<SourceView>(
            [.. engine.Settings.Sources.Values.OrderBy(source => source.Name, StringComparer.Ordinal)
                .Select(source => SourceView.Of(source, counts.GetValueOrDefault(source.Name)))],
            null));
    }
}

/// <summary>A source.</summary>
internal sealed record SourceView
{
    public required string Name { get; init; }

    /// <summary>Where its provider sends to.</summary>
    public required string Path { get; init; }

    public string? Provider { get; init; }

    public required string Scheme { get; init; }

    public required int MaxBody { get; init; }

    public required double ToleranceSeconds { get; init; }

    public required int AnswerStatus { get; init; }

    /// <summary>Events that are kept.</summary>
    public required long Events { get; init; }

    /// <summary>Further arrivals of them.</summary>
    public required long Duplicates { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public static SourceView Of(SourceSettings source, SourceCount? count) => new()
    {
        Name = source.Name,
        Path = $"/in/{source.Name}",
        Provider = source.Provider,
        Scheme = source.SchemeName,
        MaxBody = source.MaxBody,
        ToleranceSeconds = source.Tolerance.TotalSeconds,
        AnswerStatus = source.AnswerStatus,
        Events = count?.Events ?? 0,
        Duplicates = count?.Duplicates ?? 0,
        LastAt = count?.LastAt,
    };
}
