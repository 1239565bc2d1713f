using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Configuration;
using Jint.Runtime;

namespace Breakwater.Transforms;

/// <summary>What ends a run, in words for an operator.</summary>
internal static class ScriptFaults
{
    /// <summary>The fault that an exception of the interpreter means.</summary>
    public static TransformFault Of(string name, Exception fault) => fault switch
    {
        JavaScriptException own => Own(name, own),
        StatementsCountOverflowException => new(Words(name, $"took more than {ScriptLimits.Steps:N0} steps")),
        RecursionDepthOverflowException => new(Words(name, $"called functions deeper than {ScriptLimits.Calls} levels")),
        MemoryLimitExceededException or OutOfMemoryException => new(Words(name, $"used more memory than a run may: {ScriptLimits.Bytes / 1024 / 1024} MiB and {ScriptLimits.BytesPerBodyByte} times the event's body, or an array of more than {ScriptLimits.ArrayItems:N0} items")),
        RegexMatchTimeoutException => new(Words(name, $"a regular expression searched longer than {ScriptLimits.RegexTime.TotalMilliseconds} ms"), MayPass: true),
        TimeoutException or ExecutionCanceledException => OutOfTime(name),
        InvalidOperationException when fault.Message.StartsWith("Module loading", StringComparison.Ordinal) => new($"{name}: a transform is one file: it cannot import others"),
        _ => new($"{name}: {Short(fault.Message)}"),
    };

    /// <summary>The run took longer than it may.</summary>
    public static TransformFault OutOfTime(string name) => new(Words(name, $"ran longer than {ScriptLimits.Time.TotalSeconds} s"), MayPass: true);

    /// <summary>An earlier run was given up and has not ended.</summary>
    public static TransformFault Stuck(string name) => new($"{name}: an earlier run has not ended yet", MayPass: true);

    /// <summary>What the function gave back is nothing that can be sent.</summary>
    public static TransformFault Result(string name, string fault) => new($"{name}: {fault}");

    private static TransformFault Own(string name, JavaScriptException own)
    {
        var line = own.Location.Start.Line;
        var text = own.Error is Jint.Native.Object.ObjectInstance ? own.Error.ToString() : own.Message;
        return new(line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{name}:{line}: {Short(text)}") : $"{name}: {Short(text)}");
    }

    private static string Words(string name, FormattableString words) => $"{name}: {words.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>In one line, and not longer than an error may be.</summary>
    private static string Short(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, ScriptLimits.ErrorLength) + 1);
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, ScriptLimits.ErrorLength)))
        {
            line.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return (text.Length > ScriptLimits.ErrorLength ? line.Append('…') : line).ToString();
    }
}
