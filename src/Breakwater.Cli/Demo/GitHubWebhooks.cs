using System.Globalization;
using System.Text;

namespace Breakwater.Cli.Demo;

/// <summary>Webhooks in the shape that GitHub documents: of our own making, of a repository that does not exist.</summary>
internal static class GitHubWebhooks
{
    public const string Source = "github";

    public static Webhook Make(Random chance, DateTimeOffset happened)
    {
        Span<byte> bits = stackalloc byte[16];
        chance.NextBytes(bits);
        var id = new Guid(bits).ToString("D", CultureInfo.InvariantCulture);
        var (name, action, body) = chance.Next(2) == 0 ? Issue(chance, happened) : Push(chance, happened);
        return new Webhook(
            Source,
            id,
            action is null ? name : $"{name}.{action}",
            [
                new("Content-Type", "application/json"),
                new("User-Agent", "GitHub-Hookshot/de50f3a"),
                new("X-GitHub-Delivery", id),
                new("X-GitHub-Event", name),
                new("X-GitHub-Hook-ID", "571430892"),
                new("X-GitHub-Hook-Installation-Target-Type", "repository"),
            ],
            Encoding.UTF8.GetBytes(body));
    }

    private static (string Name, string? Action, string Body) Issue(Random chance, DateTimeOffset happened)
    {
        var action = chance.Next(2) == 0 ? "opened" : "closed";
        var number = chance.Next(1, 5_000);
        var state = action == "opened" ? "open" : "closed";
        return ("issues", action, string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"action":"{{action}}","issue":{"url":"https://api.github.com/repos/harbour/ferry/issues/{{number}}","id":{{900_000_000L + number}},"number":{{number}},"title":"Order {{chance.Next(100_000)}} shows twice","user":{"login":"pilot","id":41},"labels":[],"state":"{{state}}","comments":{{chance.Next(9)}},"updated_at":"{{Moment(happened)}}","body":"Seen on the quay 🚢"},{{Repository}}}"""));
    }

    private static (string Name, string? Action, string Body) Push(Random chance, DateTimeOffset happened)
    {
        var (before, after) = (chance.GetHexString(40, lowercase: true), chance.GetHexString(40, lowercase: true));
        return ("push", null, string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ref":"refs/heads/main","before":"{{before}}","after":"{{after}}","created":false,"deleted":false,"forced":false,"compare":"https://github.com/harbour/ferry/compare/{{before[..12]}}...{{after[..12]}}","commits":[{"id":"{{after}}","message":"Moor with two lines","timestamp":"{{Moment(happened)}}","author":{"name":"Pilot","email":"pilot@example.com"},"added":[],"removed":[],"modified":["quay.md"]}],"head_commit":{"id":"{{after}}","message":"Moor with two lines","timestamp":"{{Moment(happened)}}"},"pusher":{"name":"pilot","email":"pilot@example.com"},{{Repository}}}"""));
    }

    private const string Repository =
        """
        "repository":{"id":186853002,"name":"ferry","full_name":"harbour/ferry","private":true,"owner":{"login":"harbour","id":7},"default_branch":"main"},"sender":{"login":"pilot","id":41,"type":"User","site_admin":false}
        """;

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
