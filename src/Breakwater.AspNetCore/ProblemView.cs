namespace Breakwater.AspNetCore;

/// <summary>The members of a <see cref="Problem"/>, for the OpenAPI document.</summary>
internal sealed record ProblemView
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    public required string Code { get; init; }
}
