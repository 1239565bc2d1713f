using System.CommandLine;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Commands;

/// <summary>The filters of the lists, named as the API names them; each verb adds the ones that it reads.</summary>
internal static class FilterOptions
{
    public static readonly IReadOnlyList<string> States = ["waiting", "delivered", "dead", "stale", "cancelled"];

    public static Option<string?> Source() => new("--source") { Description = "Only of this source." };

    public static Option<string?> Type() => new("--type") { Description = "Only of this type; * matches any part." };

    public static Option<string?> Key() => new("--key") { Description = "Only of this key." };

    public static Option<string?> Destination() => new("--destination") { Description = "Only to this destination." };

    public static Option<string?> Text() => new("--q") { Description = "An id or its beginning, an idempotency id, a key or a type." };

    public static Option<string?> From() => new("--from") { Description = "Since then: 2026-01-31T12:00:00Z, 2026-01-31, or how long ago: 2h, 7d." };

    public static Option<string?> To() => new("--to") { Description = "Before then; as --from." };

    public static Option<string?> State()
    {
        var option = new Option<string?>("--state") { Description = $"Only deliveries in this state: {string.Join(", ", States)}." };
        option.AcceptOnlyFromAmong([.. States]);
        return option;
    }

    public static Option<int> Limit()
    {
        var option = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => Breakwater.Configuration.Limits.PageItemsDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var limit) && limit < 1)
            {
                result.AddError("--limit is at least 1.");
            }
        });
        return option;
    }

    public static Option<bool> All() => new("--all") { Description = "All of them, page after page." };

    /// <summary>A moment that was given for <paramref name="name"/>; null where none was.</summary>
    public static DateTimeOffset? Moment(string? text, string name, DateTimeOffset now) =>
        text is null ? null
        : Moments.TryParse(text, now, out var moment) ? moment
        : throw StopException.Usage($"{name}: {text} is not a moment: give 2026-01-31T12:00:00Z, 2026-01-31, or how long ago: 2h, 7d");
}
