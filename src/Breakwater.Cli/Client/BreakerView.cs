namespace Breakwater.Cli.Client;

/// <summary>The breaker of a destination as the API shows it.</summary>
internal sealed record BreakerView
{
    public string State { get; init; } = "closed";

    public DateTimeOffset? Until { get; init; }
}
