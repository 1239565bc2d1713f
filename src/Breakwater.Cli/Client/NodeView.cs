namespace Breakwater.Cli.Client;

/// <summary>A node that shares the work, as the API shows it.</summary>
internal sealed record NodeView
{
    public required string Name { get; init; }

    public bool Self { get; init; }

    public DateTimeOffset Since { get; init; }

    public double? LeaseMs { get; init; }

    public int Shards { get; init; }

    public double LagMs { get; init; }
}
