using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/tokens</c>: made, listed and revoked while the server runs.</summary>
internal sealed class TokenCalls(Engine engine, Bodies bodies, TokenBook book, TimeProvider clock)
{
    /// <summary>Makes a token. Its text is in this answer and nowhere else, ever.</summary>
    public async Task<Results<Made<TokenMade>, Problem>> PostAsync(HttpRequest request, CancellationToken cancellation)
    {
        var asked = await bodies.JsonAsync(request, RequestJson.Default.TokenRequest, null, "name and role");
        if (asked.Value is not { } token)
        {
            return asked.Problem!;
        }

        AuditNote.Say(request.HttpContext, TokenText.IsName(token.Name) ? token.Name : null);
        if (!TokenText.IsName(token.Name))
        {
            return Problems.Invalid($"name is {TokenText.NameForm}");
        }

        if (!Words.TryRole(token.Role, out var role))
        {
            return Problems.Invalid($"role is one of {string.Join(", ", Words.Roles.Select(Words.Of))}");
        }

        AuditNote.Say(request.HttpContext, token.Name, $"role {Words.Of(role)}");
        if (engine.Settings.Admin.Tokens.Any(known => known.Name == token.Name))
        {
            return Problems.Conflict($"the configuration has a token {token.Name}: give another name");
        }

        var (text, kept) = TokenText.Make(token.Name, role, Caller.Of(request.HttpContext)?.Name ?? Caller.Local, clock.GetUtcNow());
        if (!await engine.Tokens.AddAsync(kept, cancellation))
        {
            return Problems.Conflict($"there is a token {token.Name}: revoke it, or give another name");
        }

        book.Forget();
        return new Made<TokenMade>(
            new TokenMade { Name = kept.Name, Role = Words.Of(role), CreatedAt = kept.CreatedAt.UtcDateTime, CreatedBy = kept.CreatedBy, Token = text },
            ApiJson.Default.TokenMade);
    }

    /// <summary>Those of the configuration and those of the store, by name, and never their text or hash.</summary>
    public async Task<Results<Answer<PageView<TokenView>>, Problem>> ListAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (QueryNames.Fault(request, QueryNames.Page) is { } problem)
        {
            return problem;
        }

        var stored = await engine.Tokens.ListAsync(cancellation);
        var items = engine.Settings.Admin.Tokens.Select(View).Concat(stored.Select(View)).OrderBy(token => token.Name, StringComparer.Ordinal);
        return new Answer<PageView<TokenView>>(new PageView<TokenView> { Items = [.. items], Next = null }, ApiJson.Default.PageViewTokenView);
    }

    public async Task<Results<NoContent, Problem>> DeleteAsync(string name, CancellationToken cancellation)
    {
        if (engine.Settings.Admin.Tokens.Any(known => known.Name == name))
        {
            return Problems.Conflict($"the token {ShortIds.Shown(name)} is of the configuration: take it out of admin.tokens");
        }

        if (!await engine.Tokens.RemoveAsync(name, cancellation))
        {
            return Problems.Absent("token", ShortIds.Shown(name));
        }

        book.Forget();
        return TypedResults.NoContent();
    }

    private static TokenView View(TokenSettings token) => new() { Name = token.Name, Role = Words.Of(token.Role), Origin = "configuration", CreatedAt = null, CreatedBy = null };

    private static TokenView View(StoredToken token) => new()
    {
        Name = token.Name,
        Role = Words.Of(token.Role),
        Origin = "store",
        CreatedAt = token.CreatedAt.UtcDateTime,
        CreatedBy = token.CreatedBy,
    };
}

/// <summary>A token to be made.</summary>
internal sealed record TokenRequest
{
    public required string Name { get; init; }

    /// <summary>read, publish, operate or admin.</summary>
    public required string Role { get; init; }
}

/// <summary>A token that was just made.</summary>
internal sealed record TokenMade
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The token itself: shown here and never again.</summary>
    public required string Token { get; init; }
}

/// <summary>A token without its text.</summary>
internal sealed record TokenView
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>configuration or store: those of the store are revoked here, the others where they stand.</summary>
    public required string Origin { get; init; }

    public required DateTime? CreatedAt { get; init; }

    public required string? CreatedBy { get; init; }
}
