using System.Text.Json;
using Breakwater.AspNetCore;
using Breakwater.Cli.Client;
using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.Cli.Tokens;

/// <summary>Tokens of a store that no server of this machine has open: how the first one is made. Whoever may write the store may do this.</summary>
internal sealed class StoreTokens(IStore store, Settings settings, AuditLog audit, TimeProvider clock, string where) : ITokenPlace
{
    private const string Actor = "(command line)";

    public string Where => where;

    public bool Alone => true;

    public async Task<ApiAnswer<TokenView>> AddAsync(string name, string role, CancellationToken cancellation)
    {
        var (text, kept) = TokenText.Make(name, Enum.Parse<Role>(role, ignoreCase: true), Actor, clock.GetUtcNow());
        var entry = await BeginAsync("token.add", name, $"role {role}", cancellation);
        var taken = settings.Admin.Tokens.Any(token => token.Name == name) || !await store.Tokens.AddAsync(kept, cancellation);
        await EndAsync(entry, taken ? $"there is a token {name}: revoke it, or give another name" : null, cancellation);
        return Answer(View(kept) with { Token = text });
    }

    public async Task<IReadOnlyList<ApiAnswer<TokenView>>> ListAsync(CancellationToken cancellation) =>
    [
        .. settings.Admin.Tokens.Select(token => new TokenView { Name = token.Name, Role = Word(token.Role), Origin = "configuration" })
            .Concat((await store.Tokens.ListAsync(cancellation)).Select(View))
            .OrderBy(token => token.Name, StringComparer.Ordinal)
            .Select(Answer),
    ];

    public async Task RevokeAsync(string name, CancellationToken cancellation)
    {
        var entry = await BeginAsync("token.revoke", name, null, cancellation);
        var configured = settings.Admin.Tokens.Any(token => token.Name == name);
        var removed = !configured && await store.Tokens.RemoveAsync(name, cancellation);
        await EndAsync(
            entry,
            configured ? $"the token {name} is of the configuration: take it out of admin.tokens" : removed ? null : $"there is no token {name}",
            cancellation);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<AuditEntry> BeginAsync(string action, string name, string? detail, CancellationToken cancellation)
    {
        var entry = audit.New(Actor, action) with { Target = name, Detail = detail, Address = Actor };
        await audit.AddAsync(entry, cancellation);
        return entry;
    }

    private async Task EndAsync(AuditEntry entry, string? refusal, CancellationToken cancellation)
    {
        await audit.EndAsync(entry with { Result = refusal is null ? AuditResult.Done : AuditResult.Refused, Reason = refusal }, cancellation);
        if (refusal is not null)
        {
            throw StopException.Failed(refusal);
        }
    }

    private static TokenView View(StoredToken token) => new()
    {
        Name = token.Name,
        Role = Word(token.Role),
        Origin = "store",
        CreatedAt = token.CreatedAt,
        CreatedBy = token.CreatedBy,
    };

    private static ApiAnswer<TokenView> Answer(TokenView view) => new(view, JsonSerializer.SerializeToElement(view, ApiJson.Default.TokenView));

    private static string Word(Role role) => role.ToString().ToLowerInvariant();
}
