using System.Text;
using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration;

/// <summary>The tables of the reference page, made from the same declarations as the validation.</summary>
internal static class ConfigurationReference
{
    /// <summary>A table a section, in Markdown, in the order of the file.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        Write(text, "The whole file", RootOptions.Section);
        Write(text, "`listen`", ListenOptions.Section);
        Write(text, "`store`", StoreOptions.Section);
        Write(text, "`store.encrypt`", StoreOptions.EncryptSection);
        Write(text, "`admin`", AdminOptions.Section);
        Write(text, "`admin.tokens[]`", AdminOptions.TokenSection);
        Write(text, "`network`", NetworkOptions.Section);
        Write(text, "`sources.NAME`", SourceOptions.Section);
        Write(text, "`sources.NAME.verify`", VerifyOptions.Section);
        Write(text, "`sources.NAME.event`", EventOptions.Section);
        Write(text, "`sources.NAME.answer`", SourceOptions.AnswerSection);
        Write(text, "`sources.NAME.reconcile`", ReconcileOptions.Section);
        Write(text, "`sources.NAME.reconcile.next`", NextOptions.Section);
        Write(text, "`destinations.NAME`", DestinationOptions.Section);
        Write(text, "`destinations.NAME.sign`", DestinationOptions.Sign);
        Write(text, "`destinations.NAME.retry`", RetryOptions.Section);
        Write(text, "`destinations.NAME.breaker`", BreakerOptions.Section);
        Write(text, "`routes[]`", RouteOptions.Section);
        Write(text, "`entities.NAME`", EntityOptions.Section);
        Write(text, "`entities.NAME.events[]`", EntityEventOptions.Section);
        Write(text, "`entities.NAME.reconcile[]`", CompareOptions.Section);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string title, Section section)
    {
        text.Append("### ").Append(title).Append("\n\n").Append(section.Meaning).Append("\n\n");
        text.Append("| option | value | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var option in section.Options.Where(o => !o.Unbuilt))
        {
            var byDefault = option.Required ? "**required**" : option.DefaultText is { } shown ? Cell(shown) : "none";
            text.Append("| `").Append(option.Name).Append("` | ").Append(Cell(option.Words)).Append(option.Secret ? " (secret)" : "");
            text.Append(" | ").Append(byDefault).Append(" | ").Append(Cell(option.Meaning)).Append(" |\n");
        }

        var unbuilt = section.Options.Where(o => o.Unbuilt).Select(o => $"`{o.Name}`").ToArray();
        if (unbuilt.Length > 0)
        {
            text.Append("\nNot supported yet, and refused by name: ").AppendJoin(", ", unbuilt).Append(".\n");
        }

        text.Append('\n');
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
