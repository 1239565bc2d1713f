using Breakwater.Model;
using Breakwater.Verification;

namespace Breakwater.Configuration;

/// <summary>Where events come from: a provider's webhooks, or the publish API.</summary>
public sealed record SourceSettings
{
    /// <summary>The name: a part of the URL, <c>/in/{name}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The preset, for example <c>stripe</c>; null where <c>verify</c> says how.</summary>
    public string? Provider { get; init; }

    /// <summary>The scheme that verifies its requests, made from <c>provider</c> or <c>verify</c> with the secrets in force.</summary>
    public required ISignatureScheme Scheme { get; init; }

    /// <summary>The scheme's name, for people: <c>stripe</c>, <c>hmac-sha256</c>, <c>none</c>.</summary>
    public required string SchemeName { get; init; }

    /// <summary>Where the id, type, key, version and time of an event are read.</summary>
    public required EventIdentity Identity { get; init; }

    /// <summary>The greeting that the provider asks for before it sends, if it has one.</summary>
    public IHandshake? Handshake { get; init; }

    /// <summary>Bodies above this many bytes are refused.</summary>
    public int MaxBody { get; init; } = 1024 * 1024;

    /// <summary>How far a signed time may lie from ours.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The HTTP status of a recorded event's answer.</summary>
    public int AnswerStatus { get; init; } = 202;

    /// <summary>True when the provider wants its answers without a body; the ids then travel in headers alone.</summary>
    public bool EmptyAnswers { get; init; }

    /// <summary>How events whose webhooks never came are found; null where nobody looks for them.</summary>
    public ReconcileSettings? Reconcile { get; init; }

    /// <summary>What people don't see of its events; null where they see everything.</summary>
    public Redaction? Redact { get; init; }

    /// <summary>The secrets, for signing as the provider does (<c>send</c>, tests); newest first.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];
}
