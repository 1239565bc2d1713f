namespace Breakwater.Cli.Logging;

/// <summary>How a log line is written.</summary>
internal enum LogForm
{
    /// <summary>Time, level, words, ids.</summary>
    Plain,

    /// <summary>A JSON object a line.</summary>
    Json,
}
