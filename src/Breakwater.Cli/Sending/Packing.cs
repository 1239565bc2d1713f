using Breakwater.Configuration;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Samples;

namespace Breakwater.Cli.Sending;

/// <summary>
/// Makes the requests of an <see cref="Order"/>, shaped and signed as the source's provider does it. Each is signed when it leaves, so
/// that the last of many is as fresh as the first.
/// </summary>
internal sealed class Packing(SourceSettings source, CommandContext context)
{
    private readonly IdentityReader identity = new(source.Identity);
    private readonly ProviderSample sample = Preset(source)?.Sample ?? IdentitySample.Of(source.Identity);

    /// <summary>All of them, in the order in which they are sent.</summary>
    public IEnumerable<Parcel> Pack(Order order) => Unsigned(order).Select(request => Signed(request, order.BadSignature));

    private SignedRequest[] Unsigned(Order order)
    {
        var url = order.Url.AbsoluteUri + (Preset(source) is null && order.Url.Query.Length == 0 ? IdentitySample.Query(source.Identity) : "");
        var copies = order.Duplicate ? 2 : 1;
        SignedRequest[] ordered =
        [
            .. Enumerable.Range(0, order.Count).Select(_ => One(order, url)).SelectMany(request => Enumerable.Repeat(request, copies)),
        ];
        if (order.Shuffle)
        {
            context.Chance.Shuffle(ordered);
        }

        return ordered;
    }

    private static Provider? Preset(SourceSettings source) => source.Provider is { } name ? ProviderCatalog.Find(name) : null;

    private SignedRequest One(Order order, string url)
    {
        var values = new SampleValues { Type = order.Type, Key = order.Key, Moment = context.Clock.GetUtcNow() };
        var request = SampleRequest.Make(sample, values, url, context.Chance);
        return order.Body is { } body ? request with { Body = body } : request;
    }

    private Parcel Signed(SignedRequest request, bool badly)
    {
        var now = context.Clock.GetUtcNow();
        var signature = source.Scheme.Sign(request, now)
            ?? throw StopException.Usage($"requests of {source.Name} cannot be signed here: only the sender has the private key");
        if (badly)
        {
            signature = Wrong(request, signature, now);
        }

        return new Parcel(
            request with { Headers = [.. request.Headers, .. signature] },
            identity.Read(request).Id,
            source.SchemeName is "token" or "basic" ? signature.Select(header => header.Key).ToHashSet() : []);
    }

    /// <summary>The signature of another body; where none depends on the body, a wrong text.</summary>
    private IReadOnlyList<KeyValuePair<string, string>> Wrong(SignedRequest request, IReadOnlyList<KeyValuePair<string, string>> right, DateTimeOffset now)
    {
        if (right.Count == 0)
        {
            throw StopException.Usage($"nothing is signed for {source.Name} ({source.SchemeName}): there is no bad signature");
        }

        byte[] other = [.. request.Body.Span, (byte)' '];
        var wrong = source.Scheme.Sign(request with { Body = other }, now)!;
        return wrong.SequenceEqual(right) ? [.. right.Select(header => KeyValuePair.Create(header.Key, header.Value + "x"))] : wrong;
    }
}
