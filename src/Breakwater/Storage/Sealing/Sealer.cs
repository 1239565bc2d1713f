using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>
/// Seals events and attempts, and opens them. What is sealed has one header, <c>:sealed</c>, a name that no header of a request can have: it
/// names the key and holds the sealed headers and the proofs. The body is as long as before. What has no such header is as it came.
/// </summary>
/// <param name="keys">The first one seals; all of them open. None: nothing is sealed, and nothing that is can be opened.</param>
internal sealed class Sealer(IReadOnlyList<SealKey> keys)
{
    public const string Header = ":sealed";

    private const string Form = "1.";
    private const int Proof = SealKey.IvSize + SealKey.TagSize;

    /// <summary>The key that seals; null for none.</summary>
    public SealKey? Current => keys.Count > 0 ? keys[0] : null;

    public bool Has(string key) => keys.Any(known => known.Id == key);

    public Event Seal(Event evt)
    {
        if (Current is not { } key)
        {
            return evt;
        }

        // Equal bodies look equal, because stores compare those of equal versions; equal headers don't.
        var place = Place(evt.Id.Value, 0);
        var body = new byte[Proof];
        var sealedBody = key.Seal(place, [], evt.Body.Span, body);
        return evt with { Body = sealedBody, Headers = [Envelope(key, Place(evt.Id.Value, 1), Text(evt.Headers), body)] };
    }

    /// <exception cref="StoreUnavailableException">Its key is not here, or it was changed in the store.</exception>
    public Event Open(Event evt)
    {
        if (Read(evt.Headers, Proof, () => evt.Id.ToString()) is not var (key, bytes))
        {
            return evt;
        }

        return Opened(evt.Id.ToString(), () => evt with
        {
            Body = key.Open(Place(evt.Id.Value, 0), evt.Body.Span, bytes.AsSpan(0, Proof)),
            Headers = TextList.ReadHeaders(key.Open(Place(evt.Id.Value, 1), bytes.AsSpan(Proof * 2), bytes.AsSpan(Proof, Proof))),
        });
    }

    public Attempt Seal(Attempt attempt)
    {
        if (Current is not { } key)
        {
            return attempt;
        }

        var (id, number) = (attempt.DeliveryId.Value, attempt.Number);
        var proofs = new byte[Proof * 2];
        var request = key.Seal(Place(id, 2, number), Place(id, 2, number), attempt.RequestBody.Span, proofs.AsSpan(0, Proof));
        var response = key.Seal(Place(id, 3, number), Place(id, 3, number), attempt.ResponseBody.Span, proofs.AsSpan(Proof));
        var (requestHeaders, responseHeaders) = (Text(attempt.RequestHeaders), Text(attempt.ResponseHeaders));
        var both = new byte[4 + requestHeaders.Length + responseHeaders.Length];
        BinaryPrimitives.WriteInt32BigEndian(both, requestHeaders.Length);
        requestHeaders.CopyTo(both, 4);
        responseHeaders.CopyTo(both, 4 + requestHeaders.Length);
        return attempt with
        {
            RequestBody = request,
            ResponseBody = response,
            RequestHeaders = [Envelope(key, Place(id, 4, number), both, proofs)],
            ResponseHeaders = [],
        };
    }

    /// <inheritdoc cref="Open(Event)"/>
    public Attempt Open(Attempt attempt)
    {
        if (Read(attempt.RequestHeaders, Proof * 2, () => attempt.DeliveryId.ToString()) is not var (key, bytes))
        {
            return attempt;
        }

        var (id, number) = (attempt.DeliveryId.Value, attempt.Number);
        return Opened(attempt.DeliveryId.ToString(), () =>
        {
            var both = key.Open(Place(id, 4, number), bytes.AsSpan(Proof * 3), bytes.AsSpan(Proof * 2, Proof));
            var request = BinaryPrimitives.ReadInt32BigEndian(both);
            return attempt with
            {
                RequestBody = key.Open(Place(id, 2, number), attempt.RequestBody.Span, bytes.AsSpan(0, Proof)),
                ResponseBody = key.Open(Place(id, 3, number), attempt.ResponseBody.Span, bytes.AsSpan(Proof, Proof)),
                RequestHeaders = TextList.ReadHeaders(both.AsSpan(4, request)),
                ResponseHeaders = TextList.ReadHeaders(both.AsSpan(4 + request)),
            };
        });
    }

    public WholeEvent Seal(WholeEvent whole) => whole with
    {
        Event = Seal(whole.Event),
        Deliveries = [.. whole.Deliveries.Select(delivery => delivery with { Attempts = [.. delivery.Attempts.Select(Seal)] })],
    };

    /// <inheritdoc cref="Open(Event)"/>
    public WholeEvent Open(WholeEvent whole) => whole with
    {
        Event = Open(whole.Event),
        Deliveries = [.. whole.Deliveries.Select(delivery => delivery with { Attempts = [.. delivery.Attempts.Select(Open)] })],
    };

    public Recording Seal(Recording recording) => recording with { Event = Seal(recording.Event) };

    private static Header Envelope(SealKey key, ReadOnlySpan<byte> place, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> before)
    {
        var proof = new byte[Proof];
        var sealedText = key.Seal(place, place, plain, proof);
        var bytes = new byte[before.Length + proof.Length + sealedText.Length];
        before.CopyTo(bytes);
        proof.CopyTo(bytes, before.Length);
        sealedText.CopyTo(bytes, before.Length + proof.Length);
        return new Header(Header, $"{Form}{key.Id}.{Base64Url.EncodeToString(bytes)}");
    }

    /// <summary>The key and what the envelope holds; null where there is none.</summary>
    private (SealKey Key, byte[] Bytes)? Read(IReadOnlyList<Header> headers, int before, Func<string> id)
    {
        if (headers.Count != 1 || headers[0].Name != Header)
        {
            return null;
        }

        var parts = headers[0].Value.Split('.');
        if (parts.Length != 3 || parts[0] != Form[..^1] || !Base64Url.IsValid(parts[2]) || Base64Url.DecodeFromChars(parts[2]) is not { } bytes || bytes.Length < before + Proof)
        {
            throw Broken(id());
        }

        return keys.FirstOrDefault(known => known.Id == parts[1]) is { } key
            ? (key, bytes)
            : throw new StoreUnavailableException($"{id()} is encrypted with the key {parts[1]}, which store.encrypt.keys does not list");
    }

    private static T Opened<T>(string id, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or IndexOutOfRangeException)
        {
            throw Broken(id);
        }
    }

    private static StoreUnavailableException Broken(string id) => new($"{id} can't be decrypted: it was changed in the store");

    private static byte[] Text(IReadOnlyList<Header> headers)
    {
        var output = new ArrayBufferWriter<byte>();
        TextList.Write(output, headers);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Place(SortableId id, byte part, int number = 0)
    {
        var place = new byte[21];
        BinaryPrimitives.WriteInt64BigEndian(place, id.High);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(8), id.Low);
        place[16] = part;
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(17), number);
        return place;
    }
}
