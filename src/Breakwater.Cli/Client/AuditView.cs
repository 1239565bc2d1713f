namespace Breakwater.Cli.Client;

/// <summary>An entry of the audit log as the API shows it.</summary>
internal sealed record AuditView
{
    public required string Id { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string Action { get; init; }

    public string? Target { get; init; }

    public string? Detail { get; init; }

    public string? Address { get; init; }

    public string? Node { get; init; }

    public string? Result { get; init; }

    public string? Reason { get; init; }
}
