using System.Globalization;
using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/rejections</c>: what was refused at the door, and why.</summary>
internal static class RejectionList
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/rejections", List).Needs(Permission.Read).WithTags("rejections")
        .WithSummary("What was refused at the door, newest first").WithDescription("Filter: source. Paging: limit, after. The list is bounded and begins anew at each start.");

    private static Results<Ok<PageView<RejectionView>>, Problem> List(HttpContext context, Engine engine)
    {
        var query = new Query(context.Request.Query);
        var (source, before, limit) = (query.Text("source"), query.Before(), query.Limit());
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var found = engine.Rejections.List(source, before, limit + 1);
        var items = found.Take(limit).Select(RejectionView.Of).ToList();
        return TypedResults.Ok(new PageView<RejectionView>(
            items, found.Count > limit ? found[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }
}

/// <summary>A refusal, without the request's secrets.</summary>
internal sealed record RejectionView
{
    public required DateTimeOffset At { get; init; }

    public required string Source { get; init; }

    public required int Status { get; init; }

    public required string Code { get; init; }

    public required string Reason { get; init; }

    public string? RemoteAddress { get; init; }

    public required long BodyBytes { get; init; }

    public required IReadOnlyList<string> HeaderNames { get; init; }

    public static RejectionView Of(Rejection rejection) => new()
    {
        At = rejection.At,
        Source = rejection.Source,
        Status = rejection.Status,
        Code = rejection.Code,
        Reason = rejection.Reason,
        RemoteAddress = rejection.RemoteAddress,
        BodyBytes = rejection.BodyBytes,
        HeaderNames = rejection.HeaderNames,
    };
}
