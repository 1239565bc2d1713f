using System.Text.Json;

namespace Breakwater.Cli.Client;

/// <summary>A call as the API shows it.</summary>
internal sealed record CallView
{
    public required string Id { get; init; }

    public string? Destination { get; init; }

    public string? Method { get; init; }

    public string? Path { get; init; }

    public string? Key { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? State { get; init; }

    public string? WaitingFor { get; init; }

    public int? Status { get; init; }

    public JsonElement? Headers { get; init; }

    public string? Body { get; init; }

    public string? BodyEncoding { get; init; }

    public bool BodyCut { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public int? LastStatus { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? Delivery { get; init; }

    public FallbackView? Fallback { get; init; }

    public bool? Duplicate { get; init; }
}
