using System.Text;
using System.Text.Json;
using Breakwater.Verification.Providers;

namespace Breakwater.Verification.Vectors;

/// <summary>Signature vectors of a provider: requests with the verdict that is due, run through exactly the scheme that guards the door.</summary>
public sealed record VectorFile
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The vectors.</summary>
    public required IReadOnlyList<Vector> Vectors { get; init; }

    /// <summary>False when the provider has no preset (yet).</summary>
    public bool Supported => ProviderCatalog.Find(Provider) is not null;

    /// <summary>Reads <c>{"provider":…,"vectors":[…]}</c>.</summary>
    /// <exception cref="FormatException">It is something else; says what.</exception>
    public static VectorFile Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new VectorFile
            {
                Provider = root.GetProperty("provider").GetString() ?? "",
                Vectors = [.. root.GetProperty("vectors").EnumerateArray().Select(Read)],
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new FormatException($"not a file of signature vectors ({{\"provider\",\"vectors\":[…]}}): {fault.Message}", fault);
        }
    }

    /// <summary>Verifies every vector.</summary>
    public IReadOnlyList<VectorResult> Run()
    {
        var provider = ProviderCatalog.Find(Provider);
        return [.. Vectors.Select(vector => Run(provider, vector))];
    }

    private VectorResult Run(Provider? provider, Vector vector)
    {
        if (provider is null)
        {
            return new VectorResult(vector.Name, Valid: false, $"provider {Provider} is not supported yet", vector.Valid);
        }

        try
        {
            var verdict = Verify(provider.Scheme(vector.Config), vector, vector.Tolerance ?? provider.Tolerance);
            return new VectorResult(vector.Name, verdict.Valid, verdict.Reason, vector.Valid);
        }
        catch (ProviderConfigException fault)
        {
            return new VectorResult(vector.Name, Valid: false, fault.Message, vector.Valid);
        }
    }

    /// <summary>As the door does it; only that what would be fetched comes out of the file.</summary>
    private static Verdict Verify(ISignatureScheme scheme, Vector vector, TimeSpan tolerance)
    {
        if (scheme is not IKeyedScheme keyed || keyed.KeyOf(vector.Request) is not { } needed)
        {
            return scheme.Verify(vector.Request, vector.Now, tolerance);
        }

        if (!vector.Certificates.TryGetValue(needed.Url.AbsoluteUri, out var published))
        {
            return Verdict.Refuse("key-unknown", $"the file has no certificate of {needed.Url.AbsoluteUri}");
        }

        var (key, fault) = needed.Read(Encoding.UTF8.GetBytes(published), vector.Now);
        return key is null ? Verdict.Refuse("key-not-usable", $"{needed.Url.AbsoluteUri}: {fault}") : keyed.Verify(vector.Request, vector.Now, tolerance, key);
    }

    private static Vector Read(JsonElement vector) => new()
    {
        Name = vector.GetProperty("name").GetString() ?? "",
        Config = Config(vector.GetProperty("config")),
        Certificates = vector.GetProperty("config").TryGetProperty("certificates", out var certificates)
            ? certificates.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "")
            : new Dictionary<string, string>(),
        Now = DateTimeOffset.FromUnixTimeSeconds(vector.TryGetProperty("now", out var now) ? now.GetInt64() : 0),
        Tolerance = vector.TryGetProperty("toleranceSeconds", out var tolerance) ? TimeSpan.FromSeconds(tolerance.GetDouble()) : null,
        Valid = vector.TryGetProperty("valid", out var valid) ? valid.GetBoolean() : null,
        Expect = vector.TryGetProperty("expect", out var expect)
            ? expect.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString())
            : new Dictionary<string, string>(),
        Request = new SignedRequest
        {
            Method = vector.TryGetProperty("method", out var method) ? method.GetString() ?? "POST" : "POST",
            Url = vector.TryGetProperty("url", out var url) ? url.GetString() ?? "" : "",
            Headers =
            [
                .. vector.GetProperty("headers").EnumerateArray()
                    .Select(pair => KeyValuePair.Create(pair[0].GetString() ?? "", pair[1].GetString() ?? "")),
            ],
            Body = Body(vector),
        },
    };

    private static byte[] Body(JsonElement vector) =>
        vector.TryGetProperty("bodyBase64", out var bytes) ? bytes.GetBytesFromBase64()
        : vector.TryGetProperty("body", out var body) ? Encoding.UTF8.GetBytes(body.GetString() ?? "")
        : [];

    private static ProviderConfig Config(JsonElement config) => new(config.EnumerateObject()
        .Where(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.True or JsonValueKind.False)
        .ToDictionary(member => member.Name, member => Texts(member.Value)));

    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(item => item.ToString())]
        : [value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText()];
}
