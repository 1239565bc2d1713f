using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.Dashboard;

/// <summary>The dashboard in an ASP.NET Core application.</summary>
public static class DashboardEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the dashboard: a page and its files, which are the same for everybody and need no token. What it shows it asks of the API,
    /// as who looks at it. All its addresses are relative, so that it also works behind a path base and behind a proxy's prefix.
    /// </summary>
    /// <param name="routes">Where to map it.</param>
    /// <param name="path">Its path: <c>/</c>, <c>/ops</c>.</param>
    /// <param name="api">The prefix that <c>MapBreakwaterApi</c> stands behind, among the same routes; null: the dashboard's own path.</param>
    /// <returns>The endpoints, for demands of the application's own (<c>RequireAuthorization</c>).</returns>
    /// <exception cref="ArgumentException">A path has parameters.</exception>
    public static IEndpointConventionBuilder MapBreakwaterDashboard(this IEndpointRouteBuilder routes, string path = "/", string? api = null)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var own = Segments(path, nameof(path));
        var pages = new Pages(PageFiles.Read(typeof(DashboardEndpoints).Assembly), ApiSeenFrom(own, api is null ? own : Segments(api, nameof(api))));
        var group = routes.MapGroup($"/{string.Join('/', own)}");
        group.MapMethods("/", Reading, pages.ShowAsync).ExcludeFromDescription();
        group.MapMethods("/assets/{file}", Reading, pages.AssetAsync).ExcludeFromDescription();
        return group;
    }

    /// <summary>The address of the API, relative to the page's own, which ends with a slash.</summary>
    internal static string ApiSeenFrom(string[] page, string[] api)
    {
        var shared = page.Zip(api).TakeWhile(pair => pair.First == pair.Second).Count();
        var steps = string.Concat(Enumerable.Repeat("../", page.Length - shared)) + string.Concat(api.Skip(shared).Select(segment => segment + "/"));
        return steps.Length == 0 ? "./" : steps;
    }

    private static string[] Segments(string path, string name)
    {
        ArgumentNullException.ThrowIfNull(path, name);
        return path.AsSpan().IndexOfAny("{}?#") < 0
            ? path.Split('/', StringSplitOptions.RemoveEmptyEntries)
            : throw new ArgumentException($"'{path}' is not a plain path: give it as '/ops'", name);
    }
}
