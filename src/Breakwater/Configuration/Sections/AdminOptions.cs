using Breakwater.Configuration.Options;
using Breakwater.Model;

namespace Breakwater.Configuration.Sections;

/// <summary><c>admin</c>: who may use the admin listener.</summary>
internal static class AdminOptions
{
    public static Option<string> Name { get; } = new(
        "name", Shapes.Text("a name of at most 64 characters", 64), "Who the token is given to; appears in logs.")
    { Required = true };

    public static Option<Secret> Token { get; } = new(
        "token",
        Shapes.Secret(
            "a token of visible ASCII characters, 1,024 at most",
            1_024,
            text => text.All(c => c is > ' ' and <= '~') ? null : "holds a character that cannot stand in an Authorization header"),
        "The bearer token. Give at least 16 random characters.")
    { Required = true };

    public static Option<Role> Role { get; } = new(
        "role",
        Shapes.Choice<Role>(
        [
            ("read", Configuration.Role.Read),
            ("publish", Configuration.Role.Publish),
            ("operate", Configuration.Role.Operate),
            ("admin", Configuration.Role.Admin),
        ]),
        "What it allows: read sees everything that is not secret; publish publishes events and nothing else; operate reads, retries, cancels and replays; admin may do everything.")
    {
        Required = true,
    };

    public static Section TokenSection { get; } = new("token", "One bearer token.", [Name, Token, Role]);

    public static Option<IReadOnlyList<Placed<Values>>> Tokens { get; } = new(
        "tokens",
        Collections.List(Collections.Of(TokenSection), 0, 1_000),
        "The tokens, beside those made with breakwater token. With none of either, the admin listener must be on loopback, and whoever reaches it may do everything.")
    { Default = [] };

    public static Option<TimeSpan> KeepAudit { get; } = new(
        "keepAudit",
        Shapes.Duration(TimeSpan.FromDays(1), TimeSpan.FromDays(36_500)),
        "How long the audit log keeps what operators did.")
    { Default = new AdminSettings().KeepAudit };

    public static Section Section { get; } = new("admin", "Who may use the admin listener.", [Tokens, KeepAudit]);

    public static AdminSettings Compose(Values values) => new()
    {
        Tokens = [.. values.Get(Tokens).Select(t => new TokenSettings
        {
            Name = t.Value.Get(Name),
            Token = t.Value.Get(Token),
            Role = t.Value.Get(Role),
        })],
        KeepAudit = values.Get(KeepAudit),
    };
}
