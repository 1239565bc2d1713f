using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Breakwater.Verification.Json;
using Breakwater.Verification.Keys;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// Amazon SNS: RSA over named fields of the body, SHA-1 or SHA-256 by <c>SignatureVersion</c>, with a certificate that the message names.
/// Only certificates of SNS hosts are ever fetched, and only messages of the configured topics are looked at.
/// </summary>
internal sealed partial class SnsScheme(IReadOnlyList<string> topics) : IKeyedScheme
{
    private const string Where = "SigningCertURL";

    private static readonly string[] NotificationFields = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] ConfirmationFields = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    /// <inheritdoc />
    public KeyRequest? KeyOf(SignedRequest request) => Read(request, out var message).Valid ? Request(message!.Certificate) : null;

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance) =>
        Read(request, out _) is { Valid: false } refusal ? refusal : Verdict.Refuse("key-unknown", "the certificate of this message was not fetched");

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance, PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var read = Read(request, out var message);
        return !read.Valid ? read
            : !key.IsValidAt(now) ? Verdict.Refuse("key-expired", "the certificate is not valid now")
            : key.VerifyRsa(Encoding.UTF8.GetBytes(message!.Signed), message.Signature, message.Hash, RSASignaturePadding.Pkcs1) ? Verdict.Ok
            : Verdict.Refuse("signature-mismatch", "the Signature in the body does not match its fields: something on the way changed the message");
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    /// <summary>True for an address of SNS itself, over https, with nothing that could mislead.</summary>
    public static bool IsOfSns(Uri url) => url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0 && Host().IsMatch(url.Host);

    private Verdict Read(SignedRequest request, out Message? message)
    {
        message = null;
        using var document = StrictJson.Object(request.Body);
        if (document is null)
        {
            return StrictJson.Unreadable;
        }

        var body = document.RootElement;
        if (StrictJson.Text(body, "TopicArn") is not { } topic || !topics.Contains(topic, StringComparer.Ordinal))
        {
            return Verdict.Refuse("topic-unknown", "the message is of another topic than the configured `topicArn`");
        }

        if (Fields(StrictJson.Text(body, "Type")) is not { } fields)
        {
            return Verdict.Refuse("body-malformed", "Type is not one of Notification, SubscriptionConfirmation, UnsubscribeConfirmation");
        }

        var hash = StrictJson.Text(body, "SignatureVersion") switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => default,
        };
        if (hash.Name is null || SignatureText.Decode(StrictJson.Text(body, "Signature") ?? "", SignatureEncoding.Base64) is not { Length: > 0 } signature)
        {
            return Verdict.Refuse("signature-missing", "the message has no Signature in base64 of SignatureVersion 1 or 2");
        }

        if (!Uri.TryCreate(StrictJson.Text(body, Where), UriKind.Absolute, out var certificate)
            || !IsOfSns(certificate) || !certificate.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) || certificate.Query.Length > 0)
        {
            return Verdict.Refuse("key-not-allowed", $"{Where} is no certificate of Amazon SNS (https://sns.REGION.amazonaws.com/….pem): it is not fetched");
        }

        message = new Message(Signed(body, fields), signature, hash, certificate);
        return Verdict.Ok;
    }

    private static string[]? Fields(string? type) => type switch
    {
        "Notification" => NotificationFields,
        "SubscriptionConfirmation" or "UnsubscribeConfirmation" => ConfirmationFields,
        _ => null,
    };

    /// <summary>Name and value, each followed by a line feed; what is missing is left out.</summary>
    private static string Signed(JsonElement body, string[] fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            if (StrictJson.Text(body, field) is { } value)
            {
                text.Append(field).Append('\n').Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    private static KeyRequest Request(Uri url) => new()
    {
        Name = url.AbsoluteUri,
        Url = url,
        Read = (pem, now) => PublicKeys.Certificate(pem, now, [], chain: false),
    };

    [GeneratedRegex(@"^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    private sealed record Message(string Signed, byte[] Signature, HashAlgorithmName Hash, Uri Certificate);
}
