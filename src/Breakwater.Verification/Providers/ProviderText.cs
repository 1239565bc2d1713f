using System.Globalization;
using System.Text;

namespace Breakwater.Verification.Providers;

/// <summary>A preset in words, for people: the catalogue as the documentation and the command line show it.</summary>
public static class ProviderText
{
    private static readonly string[] Parts = ["id", "type", "key", "version", "time"];

    /// <summary>Where each part of an event is read; parts that a provider does not have are left out.</summary>
    public static IReadOnlyList<(string Name, string Where)> Identity(Provider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var identity = provider.Identity;
        (string Name, string Where)[] all =
        [
            ("id", Id(identity)),
            ("type", Words(identity.Type)),
            ("key", Words(identity.Key)),
            ("version", Words(identity.Version)),
            ("time", Words(identity.Time)),
        ];
        return [.. all.Where(part => part.Where.Length > 0)];
    }

    /// <summary>The rows of the tables in <c>docs/providers.md</c>, one text for each table.</summary>
    public static string Tables(IReadOnlyList<Provider> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        var text = new StringBuilder("| provider | platform | needs | may have | signature | tolerance | answer |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var provider in providers)
        {
            var needs = string.Join(", ", provider.Values.Where(value => value.Required).Select(value => $"`{value.Name}`"));
            var may = string.Join(", ", provider.Values.Where(value => !value.Required).Select(value => $"`{value.Name}`"));
            var tolerance = provider.SignsTime ? Time(provider.Tolerance) : "no time is signed";
            var answer = $"{provider.AnswerStatus.ToString(CultureInfo.InvariantCulture)}{(provider.EmptyAnswers ? ", empty" : "")}";
            text.Append(CultureInfo.InvariantCulture, $"| `{provider.Name}` | {provider.Title} | {needs} | {may} | {provider.Signature} | {tolerance} | {answer} |\n");
        }

        text.Append("\n| provider | id | type | key | version | time | waits | retries |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var provider in providers)
        {
            var parts = Identity(provider).ToDictionary(part => part.Name, part => part.Where);
            var cells = Parts.Select(name => parts.GetValueOrDefault(name) ?? "");
            var waits = provider.Waits is { } time ? Time(time) : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{provider.Name}` | {string.Join(" | ", cells)} | {waits} | {provider.Retries} |\n");
        }

        return text.ToString();
    }

    /// <summary>What to paste where, one provider after the other.</summary>
    public static string Setups(IReadOnlyList<Provider> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        var text = new StringBuilder();
        foreach (var provider in providers)
        {
            text.Append(CultureInfo.InvariantCulture, $"**{provider.Title}** (`{provider.Name}`). {provider.Setup}\n\n");
            foreach (var value in provider.Values)
            {
                text.Append(CultureInfo.InvariantCulture, $"- `{value.Name}`{(value.Required ? "" : " (may)")}: {value.Meaning}\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Id(EventIdentity identity)
    {
        var last = identity.IdRequired ? "" : identity.EachArrival ? "else each arrival is an event of its own" : "else the body's hash";
        var first = Words(identity.Id);
        return first.Length == 0 ? (last.Length == 0 ? "" : last["else ".Length..]) : last.Length == 0 ? first : $"{first}; {last}";
    }

    private static string Words(IReadOnlyList<Selector> selectors) => string.Join(", else ", selectors.Select(Words).Distinct());

    private static string Words(Selector selector)
    {
        var batch = selector.Parts.Any(part => part.Kind == SelectorKind.Absent);
        var text = string.Concat(selector.Parts.Select(part => part.Kind switch
        {
            SelectorKind.Literal => part.Value,
            SelectorKind.Header or SelectorKind.Pointer => $"`{part.Value}`",
            SelectorKind.Query => $"`?{part.Value}`",
            SelectorKind.Form => $"the form's `{part.Value}`",
            SelectorKind.CloudEvent => part.Value == "id" ? "`source` and `id`" : $"`{part.Value}`",
            SelectorKind.BodyHash => "the body's hash",
            SelectorKind.HeaderHash => $"the hash of `{part.Value}`",
            _ => "",
        }));
        return batch ? $"{text} (of a single item)" : text;
    }

    private static string Time(TimeSpan time) => time.TotalSeconds >= 60
        ? $"{time.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min"
        : $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
}
