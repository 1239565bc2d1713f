using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Verification.Json;

namespace Breakwater.Verification.Schemes;

/// <summary>Linear: HMAC-SHA256 in hex over the body, which holds the time of sending (<c>webhookTimestamp</c>, milliseconds).</summary>
internal sealed partial class LinearScheme(IReadOnlyList<string> secrets) : ISignatureScheme, IWholeSigner
{
    private const string Header = "Linear-Signature";
    private const string Time = "webhookTimestamp";

    private static readonly PointerSet Pointers = new([$"/{Time}"]);

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal))
        {
            return refusal;
        }

        var signature = SignatureText.Decode(value, SignatureEncoding.Hex);
        if (signature?.Length != keys.Length)
        {
            return SignatureHeader.Malformed(Header, $"holds no SHA256 signature ({keys.Length} bytes in hex)");
        }

        if (!keys.Match("", request.Body.Span, [signature]))
        {
            return keys.Mismatch(Header);
        }

        Span<PointerValue> found = new PointerValue[1];
        if (Pointers.Read(request.Body.Span, found) is not null || found[0].Text is not { } time)
        {
            return Verdict.Refuse("timestamp-missing", $"the signature is right, but the body has no {Time}: without it an old request could be sent again");
        }

        return SignedTime.TryReadMilliseconds(Time, time, out var seconds, out refusal) ? SignedTime.Judge(seconds, now, tolerance) : refusal;
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
        [new(Header, Convert.ToHexStringLower(keys.Sign("", request.Body.Span)))];

    /// <inheritdoc />
    public SignedRequest? SignWhole(SignedRequest request, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetString(request.Body.Span);
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var fresh = Sent().Replace(body, match => match.Groups[1].Value + time);
        request = request with { Body = Encoding.UTF8.GetBytes(fresh) };
        return request with { Headers = [.. request.Headers, .. Sign(request, now)!] };
    }

    /// <inheritdoc />
    public SignedRequest Spoil(SignedRequest signed) => Spoiling.LastHeader(signed);

    [GeneratedRegex("(\"webhookTimestamp\"\\s*:\\s*)[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Sent();
}
