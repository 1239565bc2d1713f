namespace Breakwater.Cli.Client;

/// <summary>A token as the API shows it; its text only where it was just made.</summary>
internal sealed record TokenView
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public string? Origin { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public string? Token { get; init; }
}

/// <summary>A token to be made.</summary>
internal sealed record TokenRequest(string Name, string Role);
