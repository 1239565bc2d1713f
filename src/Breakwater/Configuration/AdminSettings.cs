using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>What a token allows.</summary>
public enum Role
{
    /// <summary>See everything that is not a secret.</summary>
    Read = 0,

    /// <summary>Publish events; nothing else.</summary>
    Publish = 1,

    /// <summary>Read and publish, and retry, cancel, replay.</summary>
    Operate = 2,

    /// <summary>Everything.</summary>
    Admin = 3,
}

/// <summary>Who may use the admin listener.</summary>
public sealed record AdminSettings
{
    /// <summary>The tokens of the configuration. None here and none in the store: the admin listener must be on loopback, and whoever reaches it may do everything.</summary>
    public IReadOnlyList<TokenSettings> Tokens { get; init; } = [];

    /// <summary>How long it stays in the audit log what operators did.</summary>
    public TimeSpan KeepAudit { get; init; } = TimeSpan.FromDays(400);
}

/// <summary>One bearer token.</summary>
public sealed record TokenSettings
{
    /// <summary>Who it is given to; appears in logs.</summary>
    public required string Name { get; init; }

    /// <summary>The token.</summary>
    public required Secret Token { get; init; }

    /// <summary>What it allows.</summary>
    public required Role Role { get; init; }
}
