namespace Breakwater.AspNetCore.Api;

/// <summary>Asks that a platform is asked what is true.</summary>
internal sealed record ReconcileRequest
{
    /// <summary>Of entities: the destination that is asked; may be left out where only one is declared.</summary>
    public string? Destination { get; init; }

    /// <summary>From when on: a time ago such as <c>24h</c>, or a moment; without: from where the last one ended.</summary>
    public string? Since { get; init; }

    /// <summary>True: only say what would be repaired.</summary>
    public bool DryRun { get; init; }
}
