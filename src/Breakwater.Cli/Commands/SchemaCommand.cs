using System.CommandLine;
using Breakwater.Configuration;

namespace Breakwater.Cli.Commands;

/// <summary><c>schema</c>: the JSON Schema of the configuration, for editors; hidden beside it, the tables of the reference page.</summary>
internal static class SchemaCommand
{
    private const string Begin = "<!-- options: begin (made by breakwater schema --reference) -->\n";
    private const string End = "<!-- options: end -->";

    public static Command Create(CommandContext context)
    {
        var target = new Option<string?>("--out") { Description = "Write to this file instead of printing." };
        var reference = new Option<string?>("--reference") { Description = "Renew the tables of this reference page.", Hidden = true };
        var command = new Command("schema", "Prints the JSON Schema of the configuration, so that editors complete and check it.");
        command.Options.Add(target);
        command.Options.Add(reference);
        command.SetAction((parsed, cancellation) => parsed.GetValue(reference) is { } page
            ? RenewAsync(context, page, cancellation)
            : WriteAsync(context, parsed.GetValue(target), cancellation));
        return command;
    }

    /// <summary>The page with today's tables between its two marks; null when it has no marks.</summary>
    public static string? Renew(string page)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return begin < 0 || end < begin ? null : page[..(begin + Begin.Length)] + "\n" + ConfigurationReference.Markdown() + page[end..];
    }

    private static async Task<int> WriteAsync(CommandContext context, string? target, CancellationToken cancellation)
    {
        if (target is null)
        {
            await context.Out.WriteAsync(ConfigurationSchema.Json());
            return ExitCode.Done;
        }

        await File.WriteAllTextAsync(Path.GetFullPath(target, context.Folder), ConfigurationSchema.Json(), cancellation);
        return ExitCode.Done;
    }

    private static async Task<int> RenewAsync(CommandContext context, string page, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(page, context.Folder);
        if (Renew(await File.ReadAllTextAsync(path, cancellation)) is not { } renewed)
        {
            await context.Error.WriteLineAsync($"{page} has no marks between which the tables stand");
            return ExitCode.Failed;
        }

        await File.WriteAllTextAsync(path, renewed, cancellation);
        return ExitCode.Done;
    }
}
