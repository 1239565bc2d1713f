using System.Buffers;
using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>The schemes of the <c>verify</c> section, for senders without a preset.</summary>
public static class GenericScheme
{
    private const string Secret = "secret";
    private const string Header = "header";
    private const string Encoding = "encoding";
    private const string Prefix = "prefix";
    private const string Username = "username";
    private const string Password = "password";

    private static readonly SearchValues<char> HeaderCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>The names: <c>hmac-sha256</c>, <c>hmac-sha1</c>, <c>token</c>, <c>basic</c>, <c>none</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["hmac-sha256", "hmac-sha1", "token", "basic", "none"];

    /// <summary>Which values a scheme takes; empty for <c>none</c> and for a name that is no scheme.</summary>
    public static IReadOnlyList<ProviderValue> ValuesOf(string scheme) => scheme switch
    {
        "hmac-sha256" or "hmac-sha1" =>
        [
            new(Secret, Required: true, "The shared secret, its UTF-8 bytes being the key; a list for rotation."),
            new(Header, Required: true, "The header that holds the signature."),
            new(Encoding, Required: false, "How the signature is written: hex (default) or base64."),
            new(Prefix, Required: false, "What stands before the signature, for example sha256=."),
        ],
        "token" =>
        [
            new(Secret, Required: true, "The token; a list for rotation."),
            new(Header, Required: true, "The header that holds the token."),
            new(Prefix, Required: false, "What stands before the token, for example \"Bearer \"."),
        ],
        "basic" =>
        [
            new(Username, Required: false, "The user name."),
            new(Password, Required: false, "The password; a list for rotation."),
            new(Secret, Required: false, "Both as user:password, instead; a list for rotation."),
        ],
        _ => [],
    };

    /// <summary>Makes a scheme.</summary>
    /// <param name="scheme">One of <see cref="Names"/>.</param>
    /// <param name="config">The other values of the section, by name.</param>
    /// <exception cref="ProviderConfigException">
    /// No such scheme (then the value's name is <c>scheme</c>), or a value is missing, malformed or not one of this scheme's.
    /// </exception>
    public static ISignatureScheme Create(string scheme, ProviderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!Names.Contains(scheme))
        {
            throw new ProviderConfigException("scheme", $"`scheme` is one of {string.Join(", ", Names)}");
        }

        var known = ValuesOf(scheme);
        if (config.Values.Keys.FirstOrDefault(name => known.All(value => value.Name != name)) is { } unknown)
        {
            throw new ProviderConfigException(unknown, $"the scheme {scheme} takes no `{unknown}`");
        }

        return scheme switch
        {
            "hmac-sha256" => Hmac(config, HashAlgorithmName.SHA256),
            "hmac-sha1" => Hmac(config, HashAlgorithmName.SHA1),
            "token" => new TokenScheme(HeaderName(config), config.Single(Prefix) ?? "", config.Required(Secret)),
            "basic" => new BasicScheme(Credentials(config)),
            _ => new NoScheme(),
        };
    }

    private static HmacBodyScheme Hmac(ProviderConfig config, HashAlgorithmName algorithm) => new(
        new HmacBodyFormat
        {
            Headers = [HeaderName(config)],
            Algorithm = algorithm,
            Prefix = config.Single(Prefix) ?? "",
            Encoding = config.Single(Encoding) switch
            {
                null or "hex" => SignatureEncoding.Hex,
                "base64" => SignatureEncoding.Base64,
                _ => throw new ProviderConfigException(Encoding, "`encoding` is hex or base64"),
            },
        },
        config.Required(Secret));

    private static string HeaderName(ProviderConfig config) => config.Single(Header) switch
    {
        null or "" => throw new ProviderConfigException(Header, "`header` is missing: which header holds the signature?"),
        var name when name.AsSpan().ContainsAnyExcept(HeaderCharacters) =>
            throw new ProviderConfigException(Header, "`header` is not a header's name (letters, digits and -)"),
        var name => name,
    };

    private static IReadOnlyList<string> Credentials(ProviderConfig config)
    {
        var whole = config.Optional(Secret);
        var username = config.Single(Username);
        if (whole.Count > 0)
        {
            return username is not null || config.All(Password).Count > 0
                ? throw new ProviderConfigException(Secret, "either `secret` (user:password), or `username` and `password`, not both")
                : whole.All(text => text.Contains(':', StringComparison.Ordinal)) ? whole
                : throw new ProviderConfigException(Secret, "`secret` of the scheme basic is user:password");
        }

        if (string.IsNullOrEmpty(username))
        {
            throw new ProviderConfigException(Username, "`username` is missing (or `secret` as user:password)");
        }

        return username.Contains(':', StringComparison.Ordinal)
            ? throw new ProviderConfigException(Username, "`username` cannot contain a colon in HTTP Basic authentication")
            : [.. config.Required(Password).Select(password => $"{username}:{password}")];
    }
}
