using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakwater.Cli.Testing;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;

namespace Breakwater.Cli.Commands;

/// <summary><c>test</c>: cases in YAML beside the configuration: given this request, expect this event, these routes, this outcome.</summary>
internal static class TestCommand
{
    public static Command Create(CommandContext context)
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Files of cases; without any, *.breakwater-test.yaml and breakwater.test.yaml beside the configuration.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("test", "Runs cases against the configuration, through the code that guards the door.");
        command.Arguments.Add(files);
        command.Options.Add(CommonOptions.Config);
        command.Options.Add(CommonOptions.Json);
        command.SetAction((parsed, _) => RunAsync(
            context,
            parsed.GetValue(CommonOptions.Config)!,
            parsed.GetValue(files) ?? [],
            parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string config, string[] names, bool json)
    {
        var loaded = ConfigurationFile.Load(config, context);
        if (loaded.Settings is not { } settings)
        {
            loaded.WriteErrors(context.Error);
            return ExitCode.Usage;
        }

        var files = Find(context, config, names).Select(n => CaseFile.Load(Path.GetFullPath(n, context.Folder), n, context.Environment)).ToArray();
        foreach (var error in files.SelectMany(f => f.Errors))
        {
            context.Error.WriteLine(error.ToString());
        }

        if (files.Length == 0)
        {
            context.Error.WriteLine($"no cases: there is no breakwater.test.yaml and no *.breakwater-test.yaml beside {config}");
        }

        return files.Length == 0 || files.Any(f => f.Errors.Count > 0) ? ExitCode.Usage : await RunAllAsync(context, settings, files, json);
    }

    private static async Task<int> RunAllAsync(CommandContext context, Settings settings, IReadOnlyList<CaseFile> files, bool json)
    {
        var (passed, failed) = (0, 0);
        foreach (var file in files)
        {
            var run = new CaseRun(settings, file.Folder, context.Clock, context.Chance);
            foreach (var one in file.Cases)
            {
                var differences = await run.RunAsync(one);
                _ = differences.Count == 0 ? passed++ : failed++;
                context.Out.WriteLine(json
                    ? Json(file.Name, one.Get(CaseOptions.Name), differences)
                    : Text(file.Name, one, differences));
            }
        }

        if (!json)
        {
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
        }

        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static IEnumerable<string> Find(CommandContext context, string config, string[] names)
    {
        if (names.Length > 0)
        {
            return names;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(config, context.Folder))!;
        return Directory.EnumerateFiles(folder, "*.breakwater-test.yaml")
            .Concat(Directory.EnumerateFiles(folder, "breakwater.test.yaml"))
            .Order(StringComparer.Ordinal)
            .Select(f => Path.GetRelativePath(context.Folder, f));
    }

    private static string Text(string file, Values one, IReadOnlyList<string> differences)
    {
        var text = new StringBuilder(differences.Count == 0 ? "ok    " : "FAIL  ").Append(one.Get(CaseOptions.Name));
        if (differences.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {file}({one.Place.Node.Line},{one.Place.Node.Column})");
        }

        foreach (var difference in differences)
        {
            text.Append('\n').Append("        ").Append(difference);
        }

        return text.ToString();
    }

    private static string Json(string file, string name, IReadOnlyList<string> differences)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteString("name", name);
            writer.WriteBoolean("passed", differences.Count == 0);
            writer.WriteStartArray("differences");
            foreach (var difference in differences)
            {
                writer.WriteStringValue(difference);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
