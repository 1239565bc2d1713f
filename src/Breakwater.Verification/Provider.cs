using Breakwater.Verification.Listing;

namespace Breakwater.Verification;

/// <summary>A preset for a platform: how it signs, names and orders its events, and what answer it expects.</summary>
public sealed record Provider
{
    /// <summary>The name in the configuration: <c>stripe</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name for people: <c>Stripe</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Makes the scheme from what the operator configured.</summary>
    /// <exception cref="ProviderConfigException">A value is missing or malformed; says which, never the value itself.</exception>
    public required Func<ProviderConfig, ISignatureScheme> Scheme { get; init; }

    /// <summary>Which values the scheme takes (<c>secret</c>, <c>publicKey</c>, …) and which of them it needs.</summary>
    public required IReadOnlyList<ProviderValue> Values { get; init; }

    /// <summary>Where the event's id, type, key, version and time are read.</summary>
    public required EventIdentity Identity { get; init; }

    /// <summary>Bodies above this many bytes are refused by default.</summary>
    public int MaxBody { get; init; } = 1024 * 1024;

    /// <summary>How far a signed time may lie from ours, by default.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Makes the greeting before the first event from what the operator configured; null where the provider has none.</summary>
    public Func<ProviderConfig, IHandshake>? Handshake { get; init; }

    /// <summary>The status that the provider wants for a recorded event.</summary>
    public int AnswerStatus { get; init; } = 202;

    /// <summary>True when the provider wants its answers, good and bad, without a body.</summary>
    public bool EmptyAnswers { get; init; }

    /// <summary>How it signs, in a few words for people.</summary>
    public required string Signature { get; init; }

    /// <summary>True when a time is signed, so that the tolerance counts.</summary>
    public bool SignsTime { get; init; }

    /// <summary>How long it waits for the answer; null where its documentation does not say.</summary>
    public TimeSpan? Waits { get; init; }

    /// <summary>What it does when it gets no good answer, in a few words for people.</summary>
    public required string Retries { get; init; }

    /// <summary>A small body and headers in the provider's shape, for <c>send</c> and the starting file.</summary>
    public required ProviderSample Sample { get; init; }

    /// <summary>How it lists what happened, for reconciliation; null where it has no such list.</summary>
    public EventList? Events { get; init; }

    /// <summary>What to paste where in the provider's own console, in a sentence or two.</summary>
    public required string Setup { get; init; }
}

/// <summary>A value that a provider's scheme takes.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Required">False when another value can stand in.</param>
/// <param name="Meaning">What it is, and where the operator finds it.</param>
public sealed record ProviderValue(string Name, bool Required, string Meaning)
{
    /// <summary>The values for which this one stands in.</summary>
    public IReadOnlyList<string> InsteadOf { get; init; } = [];

    /// <summary>False for what may be shown: a URL, an id, a public key.</summary>
    public bool IsSecret { get; init; }
}

/// <summary>What the operator configured for a provider: texts by name; several texts for rotation, newest first.</summary>
/// <param name="Values">The texts.</param>
public sealed record ProviderConfig(IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>The texts of a name; empty when there is none.</summary>
    public IReadOnlyList<string> All(string name) => Values.TryGetValue(name, out var found) ? found : [];

    /// <summary>Never the values.</summary>
    public override string ToString() => $"ProviderConfig({string.Join(", ", Values.Keys)})";
}

/// <summary>
/// A sample request of a provider. <c>{id}</c>, <c>{type}</c>, <c>{key}</c>, <c>{time}</c> (Unix seconds) and <c>{iso}</c> (RFC 3339)
/// in body and headers stand for what the sender fills in; so do <c>{event}</c> and <c>{action}</c>, the type before and after its
/// first dot, and <c>{keyValue}</c>, the key as a JSON value (a number where it is one).
/// </summary>
/// <param name="Type">The type where none is asked for.</param>
/// <param name="Headers">The headers, without the signature.</param>
/// <param name="Body">The body.</param>
public sealed record ProviderSample(string Type, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The id where none is asked for: <c>{letters}</c>, <c>{digits}</c> and <c>{uuid}</c> stand for chance.</summary>
    public string Id { get; init; } = "{uuid}";

    /// <summary>The key where none is asked for; chance as in <see cref="Id"/>.</summary>
    public string Key { get; init; } = "sample-{digits}";
}

/// <summary>A scheme cannot be made from what was configured. The message names the value that is wrong, never its content.</summary>
public sealed class ProviderConfigException(string valueName, string message) : Exception(message)
{
    /// <summary>The name of the value that is wrong.</summary>
    public string ValueName { get; } = valueName;
}
