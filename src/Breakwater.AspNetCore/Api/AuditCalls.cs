using System.Diagnostics;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/audit</c>: who did what, when, from where, and what came of it.</summary>
internal sealed class AuditCalls(Engine engine)
{
    public async Task<Results<Answer<PageView<AuditView>>, Problem>> ListAsync(AuditQuery query, HttpRequest request, CancellationToken cancellation)
    {
        var reading = new Reading();
        var filter = reading.Audit(query);
        var page = reading.Page(Cursor.Audit, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Audit) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var found = await engine.Audit.ListAsync(filter, page, cancellation);
        return new Answer<PageView<AuditView>>(
            new PageView<AuditView> { Items = [.. found.Items.Select(View)], Next = Cursor.Write(Cursor.Audit, found.Next) },
            ApiJson.Default.PageViewAuditView);
    }

    private static AuditView View(AuditEntry entry) => new()
    {
        Id = $"aud_{entry.Id}",
        At = entry.At.UtcDateTime,
        Actor = entry.Actor,
        Action = entry.Action,
        Target = entry.Target,
        Detail = entry.Detail,
        Address = entry.Address,
        Node = entry.Node,
        Result = entry.Result switch
        {
            AuditResult.Begun => "begun",
            AuditResult.Done => "done",
            AuditResult.Refused => "refused",
            AuditResult.Failed => "failed",
            _ => throw new UnreachableException(),
        },
        Reason = entry.Reason,
    };
}

/// <summary>One act of an operator.</summary>
internal sealed record AuditView
{
    public required string Id { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The name of the token, or a word in brackets where there was none.</summary>
    public required string Actor { get; init; }

    public required string Action { get; init; }

    public required string? Target { get; init; }

    public required string? Detail { get; init; }

    public required string? Address { get; init; }

    public required string Node { get; init; }

    /// <summary>done, refused, failed (it may have been done or not), or begun (the process ended in it).</summary>
    public required string Result { get; init; }

    public required string? Reason { get; init; }
}
