namespace Breakwater.Model;

/// <summary>An arrival that was refused at the door, and why, without its secrets. Kept in a bounded list, never as an event.</summary>
public sealed record Rejection
{
    /// <summary>Grows with every rejection; the cursor of the list.</summary>
    public required long Number { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The source's name as it was asked for, escaped and cut.</summary>
    public required string Source { get; init; }

    /// <summary>The HTTP status that was answered.</summary>
    public required int Status { get; init; }

    /// <summary>A stable word for the reason, for example <c>signature-mismatch</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The reason in words, and what would have to change.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it came from.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>How many bytes of body were read.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The names of the headers that came: never their values.</summary>
    public IReadOnlyList<string> HeaderNames { get; init; } = [];
}
