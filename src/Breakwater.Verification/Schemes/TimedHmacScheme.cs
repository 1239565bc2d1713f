using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>How an HMAC over a time and the body is sent in two headers.</summary>
internal sealed record TimedHmacFormat
{
    /// <summary>The header of the signature.</summary>
    public required string Header { get; init; }

    /// <summary>The header of the time.</summary>
    public required string TimeHeader { get; init; }

    /// <summary>What stands before the signature: <c>v0=</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>What is signed before the time and between time and body.</summary>
    public (string Before, string Between) Signed { get; init; } = ("", "");

    /// <summary>How the signature is written.</summary>
    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    /// <summary>True when the time is RFC 3339; false for Unix seconds.</summary>
    public bool Iso { get; init; }
}

/// <summary>HMAC-SHA256 over a time from a header and the body: Slack, Zoom, Zendesk.</summary>
internal sealed class TimedHmacScheme(TimedHmacFormat format, IReadOnlyList<string> secrets) : ISignatureScheme
{
    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, format.Header, out var value, out var refusal)
            || !SignatureHeader.TryOne(request, format.TimeHeader, out var time, out refusal)
            || !TryRead(time, out var seconds, out refusal))
        {
            return refusal;
        }

        if (!value.StartsWith(format.Version, StringComparison.Ordinal))
        {
            return SignatureHeader.Malformed(format.Header, $"does not begin with {format.Version}");
        }

        var signature = SignatureText.Decode(value.AsSpan(format.Version.Length), format.Encoding);
        if (signature?.Length != keys.Length)
        {
            var encoding = format.Encoding == SignatureEncoding.Hex ? "hex" : "base64";
            return SignatureHeader.Malformed(format.Header, $"holds no SHA256 signature ({keys.Length} bytes in {encoding})");
        }

        return keys.Match(Before(time), request.Body.Span, [signature]) ? SignedTime.Judge(seconds, now, tolerance) : keys.Mismatch(format.Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        var time = format.Iso
            ? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = SignatureText.Encode(keys.Sign(Before(time), request.Body.Span), format.Encoding);
        return [new(format.TimeHeader, time), new(format.Header, format.Version + signature)];
    }

    private string Before(string time) => format.Signed.Before + time + format.Signed.Between;

    private bool TryRead(string time, out double seconds, out Verdict refusal)
    {
        if (format.Iso)
        {
            return SignedTime.TryReadIso(format.TimeHeader, time, out seconds, out refusal);
        }

        var read = SignedTime.TryRead(format.TimeHeader, time, out var whole, out refusal);
        seconds = whole;
        return read;
    }
}
