namespace Breakwater.Cli.Client;

/// <summary>What took a destination's place, as the API shows it.</summary>
internal sealed record FallbackView
{
    public string? Kind { get; init; }

    public DateTimeOffset? At { get; init; }

    public string? Destination { get; init; }

    public string? Delivery { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>What a delivery stands in for.</summary>
internal sealed record InsteadOfView
{
    public string? Delivery { get; init; }

    public string? Destination { get; init; }
}
