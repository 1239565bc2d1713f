namespace Breakwater.Verification.Vectors;

/// <summary>One request of a vector file, and what ought to be said about it.</summary>
public sealed record Vector
{
    /// <summary>The vector's name.</summary>
    public required string Name { get; init; }

    /// <summary>Secrets and keys as an operator would configure them.</summary>
    public required ProviderConfig Config { get; init; }

    /// <summary>What a fetch of an address would give: certificates as PEM.</summary>
    public IReadOnlyDictionary<string, string> Certificates { get; init; } = new Dictionary<string, string>();

    /// <summary>What the clock shows.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The tolerance; null for the provider's own.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>The request.</summary>
    public required SignedRequest Request { get; init; }

    /// <summary>Whether the signature must be accepted; null where the file does not say.</summary>
    public bool? Valid { get; init; }

    /// <summary>What the preset should identify (<c>id</c>, <c>type</c>, <c>key</c>, <c>time</c>, <c>version</c>), as text.</summary>
    public IReadOnlyDictionary<string, string> Expect { get; init; } = new Dictionary<string, string>();
}

/// <summary>What was said about a vector.</summary>
/// <param name="Name">The vector's name.</param>
/// <param name="Valid">Whether the signature was accepted.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expected">What the file says; null where it does not.</param>
public readonly record struct VectorResult(string Name, bool Valid, string Reason, bool? Expected)
{
    /// <summary>True when the file says something else.</summary>
    public bool Differs => Expected is { } expected && expected != Valid;
}
