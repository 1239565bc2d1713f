using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary><c>breaker</c> of a destination.</summary>
internal static class BreakerOptions
{
    private static readonly BreakerSettings Defaults = new();

    public static Option<bool> Enabled { get; } = new("enabled", Shapes.Flag, "False: the destination is tried however often it fails.")
    {
        Default = Defaults.Enabled,
    };

    public static Option<double> Failures { get; } = new(
        "failures",
        Shapes.Number(0.01, 1),
        "The share of attempts that must have failed: no connection, no answer in time, a 5xx that may pass. An answer below 500 is none: the destination lives.")
    { Default = Defaults.Failures };

    public static Option<TimeSpan> Window { get; } = new(
        "window", Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), "Over how long attempts are counted.")
    { Default = Defaults.Window };

    public static Option<int> Minimum { get; } = new(
        "minimum", Shapes.Integer(1, 10_000), "Fewer attempts than these in the window say nothing.")
    { Default = Defaults.Minimum };

    public static Option<TimeSpan> Open { get; } = new(
        "open",
        Shapes.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        "How long the destination is left alone before one delivery probes it; half as long again after each probe that fails, up to four times as long and five minutes, and up to a fifth more by chance.")
    { Default = Defaults.Open };

    public static Section Section { get; } = new(
        "breaker", "When the destination is left alone for a while. No attempt is used up meanwhile.", [Enabled, Failures, Window, Minimum, Open]);

    public static BreakerSettings Compose(Values? values) => values is null ? Defaults : new BreakerSettings
    {
        Enabled = values.Get(Enabled),
        Failures = values.Get(Failures),
        Window = values.Get(Window),
        Minimum = values.Get(Minimum),
        Open = values.Get(Open),
    };
}
