using System.Globalization;

namespace Breakwater.Cli.Logging;

/// <summary>Names and values of a log line's fields.</summary>
internal static class LogFields
{
    /// <summary>The name in the letters of the contract: <c>EventId</c> and <c>eventId</c> are <c>eventId</c>.</summary>
    public static string Name(string name) =>
        name.Length > 0 && char.IsAsciiLetterUpper(name[0]) ? string.Concat(name[..1].ToLowerInvariant(), name.AsSpan(1)) : name;

    /// <summary>The value as text, the same on every machine; null for nothing.</summary>
    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
