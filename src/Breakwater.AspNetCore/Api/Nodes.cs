using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/nodes</c>: who shares the work.</summary>
internal sealed class Nodes(Engine engine)
{
    public async Task<Results<Answer<PageView<NodeView>>, Problem>> ListAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (QueryNames.Fault(request, QueryNames.Page) is { } problem)
        {
            return problem;
        }

        var nodes = await engine.NodesAsync(cancellation);
        return new Answer<PageView<NodeView>>(
            new PageView<NodeView>
            {
                Items = [.. nodes.Select(node => new NodeView
                {
                    Name = node.Name,
                    Number = node.Number,
                    Self = node.IsSelf,
                    Since = node.Since.UtcDateTime,
                    LeaseMs = node.Remaining is { } remaining ? Math.Round(remaining.TotalMilliseconds) : null,
                    Shards = node.Shards,
                    LagMs = Math.Round(node.Lag.TotalMilliseconds),
                })],
                Next = null,
            },
            ApiJson.Default.PageViewNodeView);
    }
}
