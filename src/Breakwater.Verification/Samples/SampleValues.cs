namespace Breakwater.Verification.Samples;

/// <summary>What a sample request shall say; null: as the sample has it, with chance where it has chance.</summary>
public sealed record SampleValues
{
    /// <summary>The idempotency id.</summary>
    public string? Id { get; init; }

    /// <summary>The type.</summary>
    public string? Type { get; init; }

    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>When the event happened.</summary>
    public required DateTimeOffset Moment { get; init; }
}
