using Breakwater.Configuration;
using Breakwater.Verification;

namespace Breakwater.Receiving;

/// <summary>One source with all that is compiled of it once per configuration, and never per event.</summary>
internal sealed class Door
{
    /// <summary>What some schemes sign, so that they sign at all.</summary>
    private static readonly KeyValuePair<string, string>[] ProbeHeaders = [new("webhook-id", "probe")];

    private readonly string expectedId;

    public Door(SourceSettings source)
    {
        Source = source;
        Reader = new IdentityReader(source.Identity);
        Headers = new KeptHeaders(SecretHeaders(source));
        expectedId = string.Join(" or ", source.Identity.Id.Select(Describe));
    }

    /// <summary>The source's configuration.</summary>
    public SourceSettings Source { get; }

    /// <summary>Reads what identifies an event.</summary>
    public IdentityReader Reader { get; }

    /// <summary>Which headers stay with an event.</summary>
    public KeptHeaders Headers { get; }

    /// <summary>Says what an arrival without an id lacks.</summary>
    public string MissingId => expectedId.Length == 0 ? "the event has no id" : $"the event has no id: expected {expectedId}, present once and not empty";

    /// <summary>
    /// Headers in which the sender shows a secret as it is (a token, not a signature): asked of the scheme itself, so that every
    /// provider that sends a token is covered.
    /// </summary>
    private static IEnumerable<string> SecretHeaders(SourceSettings source)
    {
        var probe = new SignedRequest { Method = "POST", Url = "/", Headers = ProbeHeaders, Body = ReadOnlyMemory<byte>.Empty };
        var signed = source.Scheme.Sign(probe, DateTimeOffset.UnixEpoch) ?? [];
        return signed
            .Where(header => source.SchemeName is "token" or "basic"
                || source.Secrets.Any(secret => secret.Reveal() is { Length: > 0 } text && header.Value.Contains(text, StringComparison.Ordinal)))
            .Select(header => header.Key);
    }

    private static string Describe(Selector selector) => string.Concat(selector.Parts.Select(part => part.Kind switch
    {
        SelectorKind.Header => $"header {part.Value}",
        SelectorKind.Query => $"query parameter {part.Value}",
        SelectorKind.Pointer => $"a string or number at {part.Value} of the body",
        SelectorKind.BodyHash => "the hash of the body",
        SelectorKind.Form => $"the field {part.Value} of a form",
        SelectorKind.CloudEvent => $"the CloudEvent's {(part.Value == "id" ? "source and id" : part.Value)}",
        SelectorKind.HeaderHash => $"header {part.Value}",
        SelectorKind.Absent => "",
        _ => $" '{part.Value}' ",
    }));
}
