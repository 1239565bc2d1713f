using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Verification.Schemes;

namespace Breakwater.Configuration.Sections;

/// <summary><c>verify</c> of a source without a preset: how its requests are signed.</summary>
internal static class VerifyOptions
{
    /// <summary>The word that has to be said where nothing is verified.</summary>
    public const string None = "none";

    public static Option<string> Scheme { get; } = new(
        "scheme",
        Shapes.Choice<string>([.. GenericScheme.Names.Select(n => (n, n))]),
        "hmac-sha256 and hmac-sha1: an HMAC of the body. token: a header that equals the secret. basic: the Authorization header of HTTP Basic. none: accept anything.")
    {
        Required = true,
    };

    public static Option<string> Header { get; } = new(
        "header",
        Shapes.Text("the name of a header", 128, name => HeaderRules.IsName(name) ? null : "is no name of a header"),
        "The header that holds the signature or the token; every scheme but basic and none needs it.");

    public static Option<string> Encoding { get; } = new(
        "encoding", Shapes.Choice<string>([("hex", "hex"), ("base64", "base64")]), "How the HMAC is written.")
    { Default = "hex" };

    public static Option<string> Prefix { get; } = new(
        "prefix", Shapes.Text("a text of at most 64 characters", 64), "What stands before the signature in the header, such as sha256=.")
    { DefaultWords = "nothing" };

    public static Option<IReadOnlyList<Placed<Secret>>> Secret { get; } = new(
        "secret",
        Collections.List(Shapes.Secret("a secret, 4,096 characters at most", 4_096), 1, 16, single: true),
        "The secret; a list during rotation, newest first. For basic: user:password, instead of username and password.");

    public static Option<string> Username { get; } = new("username", Shapes.Text("a name of at most 256 characters", 256), "The user's name, for basic.");

    public static Option<IReadOnlyList<Placed<Secret>>> Password { get; } = new(
        "password",
        Collections.List(Shapes.Secret("a password, 4,096 characters at most", 4_096), 1, 16, single: true),
        "The password, for basic; a list during rotation.");

    /// <summary>What a scheme may take and is no secret.</summary>
    public static IReadOnlyList<Option<string>> Texts { get; } = [Header, Encoding, Prefix, Username];

    /// <summary>What a scheme may take and is secret.</summary>
    public static IReadOnlyList<Option<IReadOnlyList<Placed<Secret>>>> Secrets { get; } = [Secret, Password];

    public static Section Section { get; } = new("verify", "How requests are verified where no preset says it.", [Scheme, Header, Encoding, Prefix, Secret, Username, Password]);

    /// <summary>The section, or <c>none</c> alone.</summary>
    public static Shape<Values> Shape { get; } = new()
    {
        Words = "a mapping, or none",
        Section = Section,
        Show = _ => None,
        Schema = definitions => new JsonObject
        {
            ["anyOf"] = new JsonArray(Section.Schema(definitions), new JsonObject { ["const"] = None }),
        },
        Read = (Place place, Binding binding, out Values values) =>
        {
            if (place.Node is not ConfigurationNode.Scalar scalar)
            {
                return Section.Read(place, binding, out values);
            }

            values = new Values(place);
            values.Set(Scheme, None, place);
            if (scalar.Text == None)
            {
                return true;
            }

            binding.Report.Fault(place, "only none stands alone here", "a mapping with scheme, header and secret, or none");
            return false;
        },
    };
}
