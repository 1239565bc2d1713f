using System.Runtime.CompilerServices;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Moving;

/// <summary>Reads an export line by line, and says of each line that it can't understand what is wrong.</summary>
internal sealed class ImportReader(LineReader lines)
{
    private const int FaultLength = 300;

    /// <summary>The first line.</summary>
    /// <exception cref="StopException">It is not the first line of an export that this version reads.</exception>
    public async Task<HeadLine> ReadHeadAsync(CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> line;
        try
        {
            line = await lines.ReadAsync(cancellation) ?? throw StopException.Failed("line 1: the file is empty");
        }
        catch (BadLineException bad)
        {
            throw StopException.Failed($"line 1: {bad.Message}");
        }

        // The version is read by itself first: a newer one may have fields that this one does not know.
        return VersionOf(line) switch
        {
            null => throw StopException.Failed($"line 1: this is not the beginning of an export ({{\"format\":\"{ExportFormat.Name}\",\"version\":…}})"),
            > ExportFormat.Version and var newer => throw StopException.Failed(
                $"line 1: the file has version {newer} of the format, and this program reads versions up to {ExportFormat.Version}: import it with the program that wrote it"),
            _ => Parse(line),
        };
    }

    /// <summary>All further lines. What comes after a line that is wrong is read all the same.</summary>
    public async IAsyncEnumerable<ImportLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var number = 2L; ; number++)
        {
            var (line, more) = await ReadLineAsync(number, cancellation);
            if (line is not null)
            {
                yield return line;
            }

            if (!more)
            {
                yield break;
            }
        }
    }

    private async Task<(ImportLine? Line, bool More)> ReadLineAsync(long number, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadAsync(cancellation) is { } bytes ? (Understand(bytes, number), true) : (null, false);
        }
        catch (BadLineException bad)
        {
            // Only a line without an end: nothing can be read behind it.
            return (new ImportLine(number) { Fault = bad.Message }, false);
        }
    }

    private ImportLine Understand(ReadOnlyMemory<byte> bytes, long number)
    {
        var line = new ImportLine(number);
        try
        {
            var parsed = JsonSerializer.Deserialize(bytes.Span, ExportJson.Default.ExportLine);
            return parsed switch
            {
                { Event: { } evt, Replay: null, End: null } => line with { Event = RecordOf.Event(evt) },
                { Event: null, Replay: { } replay, End: null } => line with { Replay = RecordOf.Replay(replay) },
                { Event: null, Replay: null, End: { } end } => line with { End = end },
                _ => line with { Fault = "it is not one of event, replay and end" },
            };
        }
        catch (BadLineException bad)
        {
            return line with { Fault = SafeText.Cut(bad.Message, FaultLength) };
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or FormatException)
        {
            return line with { Fault = lines.Ended ? SafeText.Cut(Say(bad), FaultLength) : "the file ends in the middle of it: it was cut off" };
        }
    }

    private static int? VersionOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && format.ValueEquals(ExportFormat.Name)
                && json.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number) && number > 0
                ? number
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HeadLine Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, ExportJson.Default.HeadLine)!;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            throw StopException.Failed($"line 1: {SafeText.Cut(Say(bad), FaultLength)}");
        }
    }

    /// <summary>The parser's words, without the names of our types.</summary>
    private static string Say(Exception bad)
    {
        var words = bad.Message.Split(" Path:")[0].TrimEnd('.');
        var where = (bad as JsonException)?.Path is { Length: > 1 } path ? $"{path[2..]}: " : "";
        return words switch
        {
            _ when words.Contains("could not be mapped", StringComparison.Ordinal) => $"{where}the field {Quoted(words)} is not known here",
            _ when words.Contains("Duplicate property", StringComparison.Ordinal) => $"{where}the field {Quoted(words)} is given twice",
            _ when words.Contains("missing required properties", StringComparison.Ordinal) => $"{where}missing: {words[(words.IndexOf("including:", StringComparison.Ordinal) + 10)..].Trim()}",
            _ when words.Contains("could not be converted", StringComparison.Ordinal) || words.Contains("doesn't allow null", StringComparison.Ordinal)
                || words.Contains("does not allow null", StringComparison.Ordinal) => $"{where}a value of another kind is expected",
            _ => $"{where}{words}",
        };
    }

    private static string Quoted(string words)
    {
        var begin = words.IndexOf('\'', StringComparison.Ordinal);
        var end = begin < 0 ? -1 : words.IndexOf('\'', begin + 1);
        return end < 0 ? "" : words[begin..(end + 1)];
    }
}
