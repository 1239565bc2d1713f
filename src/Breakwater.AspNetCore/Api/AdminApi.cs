using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary>The calls about who may call: tokens, sessions, and what was done with them.</summary>
internal sealed class AdminApi(Engine engine, Bodies bodies, Keys keys, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var tokens = new TokenCalls(engine, bodies, keys.Book, clock);
        routes.MapPost("/v1/tokens", tokens.PostAsync)
            .Call(Role.Admin, "makeToken", "Make a token. Its text is in this answer and nowhere else, ever.")
            .Audited("token.add")
            .Accepts<TokenRequest>("application/json");
        routes.MapGet("/v1/tokens", tokens.ListAsync)
            .Call(Role.Admin, "listTokens", "The tokens, by name and role, without their text.");
        routes.MapDelete("/v1/tokens/{name}", tokens.DeleteAsync)
            .Call(Role.Admin, "revokeToken", "Revoke a token; other nodes follow within two seconds.")
            .Audited("token.revoke", "name");
        routes.MapGet("/v1/audit", ([AsParameters] AuditQuery query, HttpRequest request, CancellationToken cancellation) =>
                new AuditCalls(engine).ListAsync(query, request, cancellation))
            .Call(Role.Admin, "listAudit", "What operators did: who, when, what, from where, and what came of it; newest first.");

        var sessions = new SessionCalls(keys.Access, keys.Sessions, bodies, clock);
        routes.MapPost("/v1/session", sessions.PostAsync)
            .WithName("beginSession").WithSummary("Show a token and get the cookie of a session, for browsers. Needs the header breakwater-request.")
            .Accepts<SessionRequest>("application/json");
        routes.MapGet("/v1/session", sessions.Get)
            .WithName("getSession").WithSummary("Who the session of this cookie is.");
        routes.MapDelete("/v1/session", sessions.Delete)
            .WithName("endSession").WithSummary("End the session of this cookie. Needs the header breakwater-request.");
    }
}
