using Breakwater.Cli.Commands;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Cli.Tests;

/// <summary>A command line in a world of its own: what it prints and how it ends.</summary>
internal sealed class CommandLine
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public StringWriter Out { get; } = new();

    public StringWriter Error { get; } = new();

    public MemoryStream Bytes { get; } = new();

    public MemoryStream? Input { get; init; }

    public FakeTimeProvider Clock { get; } = new(Now);

    public bool Terminal { get; init; }

    public string Folder { get; init; } = Path.GetTempPath();

    public Dictionary<string, string> Environment { get; } = [];

    public CommandContext Context => new()
    {
        Out = Out,
        OutBytes = Bytes,
        Error = Error,
        In = TextReader.Null,
        InBytes = Input,
        Terminal = Terminal,
        Environment = Environment.GetValueOrDefault,
        Folder = Folder,
        Clock = Clock,
        Chance = new Random(1),
    };

    /// <summary>The lines that were printed.</summary>
    public string[] Lines => Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task<int> RunAsync(params string[] arguments) => Verbs.RunAsync(Context, arguments, TestContext.Current.CancellationToken);

    public Task<int> RunAsync(CancellationToken cancellation, params string[] arguments) => Verbs.RunAsync(Context, arguments, cancellation);
}
