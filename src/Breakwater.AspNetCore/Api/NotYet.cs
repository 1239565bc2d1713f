using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary>Parts of the contract that are not built yet say so, instead of seeming not to exist.</summary>
internal static class NotYet
{
    public static void Map(RouteGroupBuilder all)
    {
        Map(all, "/v1/calls/{**rest}", "Durable calls");
        Map(all, "/out/{**rest}", "The store-and-forward proxy");
        Map(all, "/v1/entities/{**rest}", "Entities");
        Map(all, "/v1/nodes", "Several nodes");
        Map(all, "/v1/destinations/{name}/pause", "Pausing a destination");
        Map(all, "/v1/destinations/{name}/resume", "Resuming a destination");
        Map(all, "/metrics", "Prometheus text");
    }

    private static void Map(RouteGroupBuilder all, string pattern, string what) =>
        all.Map(pattern, (HttpContext _) => Problems.NotSupportedYet(what)).Needs(Permission.Read).ExcludeFromDescription();
}
