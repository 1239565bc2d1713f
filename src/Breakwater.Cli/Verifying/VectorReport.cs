using System.Text;
using System.Text.Json;
using Breakwater.Cli.Output;
using Breakwater.Verification.Vectors;

namespace Breakwater.Cli.Verifying;

/// <summary><c>verify --vectors</c>: one line a vector, and an exit code that tells whether the file agrees.</summary>
internal static class VectorReport
{
    private static readonly string[] Columns = ["Vector", "Verdict", "Expected", "Reason"];

    public static int Write(CommandContext context, byte[] bytes, bool json)
    {
        var file = Parse(bytes);
        var results = file.Run();
        if (json)
        {
            foreach (var result in results)
            {
                context.Out.WriteLine(Line(result));
            }
        }
        else
        {
            new Screen(context).Table(Columns, [.. results.Select(Row)], "No vectors.");
        }

        var differing = results.Count(result => result.Differs);
        if (!file.Supported)
        {
            context.Error.WriteLine(SafeText.Escape($"provider {file.Provider} is not supported yet"));
            return ExitCode.Usage;
        }

        if (differing > 0)
        {
            context.Error.WriteLine($"{differing} of {results.Count} vectors are judged otherwise than the file says");
        }

        return differing == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static VectorFile Parse(byte[] bytes)
    {
        try
        {
            return VectorFile.Parse(bytes);
        }
        catch (FormatException fault)
        {
            throw StopException.Usage(fault.Message);
        }
    }

    private static string Line(VectorResult result)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", result.Name);
            writer.WriteBoolean("valid", result.Valid);
            writer.WriteString("reason", result.Reason);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static Cell[] Row(VectorResult result) =>
    [
        new(result.Name, Tone.Strong),
        new(Word(result.Valid), result.Differs ? Tone.Bad : Tone.Good),
        result.Expected is { } expected ? Word(expected) : Cell.None,
        result.Reason,
    ];

    private static string Word(bool valid) => valid ? "valid" : "invalid";
}
