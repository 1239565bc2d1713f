using System.Buffers;
using System.Text;
using Breakwater.Cli.Output;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>A log line for people: <c>12:00:03.123 info  message  eventId=evt_…</c>. Whatever is in it, it stays one line.</summary>
internal sealed class PlainLog(bool colour) : ILogLineForm
{
    private const string TemplateField = "{OriginalFormat}";

    private readonly StringBuilder text = new(160);

    public void Write(in LogLine line, IBufferWriter<byte> output)
    {
        text.Clear();
        text.Append(Times.Clock(line.At)).Append(' ');
        AppendLevel(line.Level);
        text.Append(SafeText.Escape(line.Message));
        foreach (var (name, value) in line.Fields)
        {
            AppendField(name, value, line.Message);
        }

        for (var fault = line.Exception; fault is not null; fault = fault.InnerException)
        {
            text.Append(": ").Append(SafeText.Escape(fault.Message));
        }

        // Where a fault came from matters only where it is a bug; a taken address or a full disk is one for the operator.
        if (line is { Level: >= LogLevel.Error, Exception: { StackTrace: { } trace } bug and not IOException })
        {
            text.Append(" [").Append(bug.GetType().Name).Append(' ').Append(SafeText.Escape(trace.Trim())).Append(']');
        }

        foreach (var chunk in text.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, output);
        }
    }

    private void AppendLevel(LogLevel level)
    {
        var (word, code) = level switch
        {
            LogLevel.Trace => ("trace ", "\e[90m"),
            LogLevel.Debug => ("debug ", "\e[90m"),
            LogLevel.Information => ("info  ", "\e[32m"),
            LogLevel.Warning => ("warn  ", "\e[33m"),
            LogLevel.Error => ("error ", "\e[31m"),
            _ => ("fatal ", "\e[31m"),
        };
        _ = colour ? text.Append(code).Append(word).Append("\e[0m") : text.Append(word);
    }

    /// <summary>A value that the words name already is not said twice.</summary>
    private void AppendField(string name, object? value, string message)
    {
        if (name == TemplateField || LogFields.Text(value) is not { Length: > 0 } shown || message.Contains(shown, StringComparison.Ordinal))
        {
            return;
        }

        text.Append(text.Length > 0 ? "  " : "").Append(LogFields.Name(name)).Append('=').Append(SafeText.Escape(shown));
    }
}
