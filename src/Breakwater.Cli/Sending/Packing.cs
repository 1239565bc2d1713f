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
    public IEnumerable<Parcel> Pack(Order order) => Unsigned(order).Select(request => Signed(request, order));

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

    private Parcel Signed(SignedRequest request, Order order)
    {
        var now = context.Clock.GetUtcNow();
        var signed = source.Scheme.SignRequest(request, now, order.PrivateKey) ?? throw StopException.Usage(WhyNot());
        if (order.BadSignature)
        {
            signed = Wrong(request, signed, order, now);
        }

        return new Parcel(signed, identity.Read(signed).Id, Concealed(request, signed));
    }

    /// <summary>Headers that show a secret as it is.</summary>
    private HashSet<string> Concealed(SignedRequest request, SignedRequest signed) =>
    [
        .. signed.Headers.Skip(request.Headers.Count)
            .Where(header => source.SchemeName is "token" or "basic"
                || source.Secrets.Any(secret => header.Value.Contains(secret.Reveal(), StringComparison.Ordinal)))
            .Select(header => header.Key),
    ];

    private string WhyNot() => source.Scheme switch
    {
        IPrivateKeyScheme => $"requests of {source.Name} cannot be signed here: only the sender has the private key. "
            + "For a rehearsal give one of your own with --private-key FILE, and its public half to the source",
        IKeyedScheme => $"requests of {source.Name} cannot be signed here: only the platform has the private key, and it publishes the certificate itself",
        _ => $"requests of {source.Name} cannot be signed here: the body is not in the shape that this provider signs",
    };

    /// <summary>The signature of another body; where none depends on the body, a wrong text.</summary>
    private SignedRequest Wrong(SignedRequest request, SignedRequest right, Order order, DateTimeOffset now)
    {
        if (source.Scheme is IWholeSigner whole)
        {
            return whole.Spoil(right);
        }

        var own = right.Headers.Skip(request.Headers.Count).ToArray();
        if (own.Length == 0)
        {
            throw StopException.Usage($"nothing is signed for {source.Name} ({source.SchemeName}): there is no bad signature");
        }

        byte[] body = [.. request.Body.Span, (byte)' '];
        var other = source.Scheme.SignRequest(request with { Body = body }, now, order.PrivateKey)!.Headers.Skip(request.Headers.Count).ToArray();
        var wrong = other.SequenceEqual(own) ? own.Select(header => KeyValuePair.Create(header.Key, header.Value + "x")) : other;
        return request with { Headers = [.. request.Headers, .. wrong] };
    }
}
