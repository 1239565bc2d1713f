using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>One thing that is to be logged, before it has a form.</summary>
internal readonly record struct LogLine
{
    public required DateTimeOffset At { get; init; }

    public required LogLevel Level { get; init; }

    public required string Category { get; init; }

    /// <summary>The stable name of what happened: <c>eventRecorded</c>; null where it has none.</summary>
    public string? Name { get; init; }

    public required string Message { get; init; }

    /// <summary>The values of the message's placeholders, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Fields { get; init; }

    public Exception? Exception { get; init; }
}
