using System.Text;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Tests.Verification;

/// <summary>Requests and schemes in few words.</summary>
internal static class Requests
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static SignedRequest Of(string body, params (string Name, string Value)[] headers) => Of(Encoding.UTF8.GetBytes(body), headers);

    public static SignedRequest Of(byte[] body, params (string Name, string Value)[] headers) => new()
    {
        Method = "POST",
        Url = "/in/test",
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = body,
    };

    public static SignedRequest With(this SignedRequest request, params (string Name, string Value)[] headers) =>
        request with { Headers = [.. request.Headers, .. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))] };

    public static SignedRequest SignedBy(this SignedRequest request, ISignatureScheme scheme, DateTimeOffset now) =>
        request with { Headers = [.. request.Headers, .. scheme.Sign(request, now)!] };

    public static ProviderConfig Config(string name, params string[] values) =>
        new(new Dictionary<string, IReadOnlyList<string>> { [name] = values });

    public static ISignatureScheme Scheme(string provider, params string[] secrets) =>
        ProviderCatalog.Find(provider)!.Scheme(Config("secret", secrets));

    public static Verdict Verify(this ISignatureScheme scheme, SignedRequest request) => scheme.Verify(request, Now, Tolerance);
}
