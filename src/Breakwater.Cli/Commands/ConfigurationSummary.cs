using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Cli.Commands;

/// <summary>What a valid configuration does, in a few lines, without its secrets.</summary>
internal static class ConfigurationSummary
{
    /// <summary>Of each kind, the lines that are printed; the rest is counted.</summary>
    private const int MaxLines = 50;

    /// <summary>Where a source's webhooks come in.</summary>
    public static string PathOf(SourceSettings source) => $"/in/{source.Name}";

    public static void Write(TextWriter writer, string file, Settings settings)
    {
        writer.WriteLine($"{file} is valid");
        writer.WriteLine();
        writer.WriteLine($"ingress {Authority(settings.Listen.Ingress)}, admin {Authority(settings.Listen.Admin)}, state in {(settings.Store.Postgres is null ? settings.Store.Sqlite : "PostgreSQL")}");
        Write(writer, "sources (the address to give to the platform: your public host, then this path)", settings.Sources.Values
            .OrderBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => $"{s.Name,-20} {s.SchemeName,-18} {PathOf(s)}"));
        Write(writer, "destinations", settings.Destinations.Values
            .OrderBy(d => d.Name, StringComparer.Ordinal)
            .Select(d => $"{d.Name,-20} {d.Method} {d.Url.GetLeftPart(UriPartial.Path)}{(d.Retired ? " (retired)" : "")}"));
        Write(writer, "routes", settings.Routes.Select(Describe));
    }

    private static string Describe(RouteSettings route)
    {
        var types = route.Types.Count == 0 ? "all types" : string.Join(", ", route.Types);
        var where = route.Where.Count == 0 ? "" : $" where {string.Join(" and ", route.Where.Select(w => w.Pointer))}";
        var order = route.Order switch
        {
            DeliveryOrder.Key => ", in order of each key",
            DeliveryOrder.Latest => ", the latest of each key",
            _ => route.Entity is { } entity ? $", what each {entity} applied" : "",
        };
        return $"{string.Join(", ", route.From)} -> {string.Join(", ", route.To)} ({types}{where}{order})";
    }

    private static void Write(TextWriter writer, string title, IEnumerable<string> lines)
    {
        writer.WriteLine();
        writer.WriteLine(title);
        var count = 0;
        foreach (var line in lines)
        {
            if (count++ < MaxLines)
            {
                writer.WriteLine($"  {line}");
            }
        }

        writer.WriteLine(
            count == 0 ? "  none"
            : count > MaxLines ? string.Create(CultureInfo.InvariantCulture, $"  and {count - MaxLines} more")
            : "");
    }

    private static string Authority(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
