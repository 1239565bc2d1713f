using System.Text.Json;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.Tests.Verification.Providers;

public class SharedPayloadTests
{
    [Theory]
    [InlineData("stripe", 38)]
    [InlineData("github", 87)]
    [InlineData("shopify", 32)]
    [InlineData("slack", 6)]
    public void Every_published_body_is_accepted_signed_and_identified_as_its_line_says(string provider, int bodies)
    {
        if (SharedData.Find($"payloads/{provider}.jsonl") is not { } path)
        {
            return;
        }

        var preset = ProviderCatalog.Find(provider)!;
        var scheme = preset.Scheme(Requests.Config("secret", "a secret of this test"));
        var reader = new IdentityReader(preset.Identity);
        var count = 0;
        foreach (var text in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(text);
            var line = document.RootElement;
            var request = Request(line, scheme);
            var reading = reader.Read(request);
            Assert.True(scheme.Verify(request).Valid);
            Assert.Null(reading.Fault);
            Assert.Equal(Text(line, "id") ?? Hash(request), reading.Id);
            if (Text(line, "key") is { } key)
            {
                Assert.Equal(key, reading.Key);
            }

            AssertType(provider, line, request, reading);
            count++;
        }

        Assert.Equal(bodies, count);
    }

    [Theory]
    [InlineData("adyen", 6)]
    [InlineData("aws-sns", 2)]
    [InlineData("bitbucket", 12)]
    [InlineData("gitlab", 18)]
    [InlineData("hubspot", 1)]
    [InlineData("mollie", 1)]
    [InlineData("paddle", 8)]
    [InlineData("paypal", 14)]
    public void Every_published_body_is_identified_as_its_line_says(string provider, int bodies)
    {
        if (SharedData.Find($"payloads/{provider}.jsonl") is not { } path)
        {
            return;
        }

        var reader = new IdentityReader(ProviderCatalog.Find(provider)!.Identity);
        var count = 0;
        foreach (var text in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(text);
            var line = document.RootElement;
            var reading = reader.Read(Unsigned(line));
            Assert.Null(reading.Fault);
            Assert.Equal($"{count} {Text(line, "id") ?? reading.Id}", $"{count} {reading.Id}");
            Assert.Equal($"{count} {Text(line, "key") ?? reading.Key}", $"{count} {reading.Key}");
            if (provider is "paddle" or "paypal" or "aws-sns")
            {
                Assert.Equal(Text(line, "event"), reading.Type);
            }

            count++;
        }

        Assert.Equal(bodies, count);
    }

    /// <summary>A line of GitHub's names the event with or without its action, and some captures have no headers.</summary>
    private static void AssertType(string provider, JsonElement line, SignedRequest request, IdentityReading reading)
    {
        var expected = Text(line, "event");
        if (provider == "github" && request.Headers.All(header => !header.Key.Equals("X-GitHub-Event", StringComparison.OrdinalIgnoreCase)))
        {
            Assert.Null(reading.Type);
        }
        else if (provider == "github")
        {
            Assert.StartsWith(expected!, reading.Type, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, reading.Type);
        }
    }

    private static SignedRequest Request(JsonElement line, ISignatureScheme scheme) => Unsigned(line).SignedBy(scheme, Requests.Now);

    private static SignedRequest Unsigned(JsonElement line)
    {
        var headers = line.TryGetProperty("headers", out var some)
            ? some.EnumerateObject().Select(header => (header.Name, header.Value.GetString() ?? "")).ToArray()
            : [];
        return Requests.Of(line.GetProperty("body").GetString()!, headers);
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static string Hash(SignedRequest request) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(request.Body.Span));
}
