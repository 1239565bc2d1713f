using System.Net;
using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary><c>listen</c>: the two listeners.</summary>
internal static class ListenOptions
{
    private static readonly ListenSettings Defaults = new();

    private static readonly Shape<Uri> Address = Shapes.Scalar(
        "an address such as http://127.0.0.1:8080, without a path (port 0: any free one)",
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^http://[^/?#@]+/?$" },
        Show,
        (ScalarText text, out Uri value, out string? fault) =>
        {
            value = null!;
            fault = text.Text.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
                ? "https is not supported yet: let a proxy in front end TLS"
                : $"{text.Shown} is no address to listen at";
            if (!Uri.TryCreate(text.Text, UriKind.Absolute, out var uri)
                || uri.Scheme != Uri.UriSchemeHttp
                || uri.PathAndQuery != "/"
                || uri.UserInfo.Length > 0
                || uri.Fragment.Length > 0)
            {
                return false;
            }

            value = uri;
            return true;
        });

    public static Option<Uri> Ingress { get; } = new(
        "ingress", Address, "Where webhooks come in; may be public. A change needs a restart.")
    { Default = Defaults.Ingress };

    public static Option<Uri> Admin { get; } = new(
        "admin",
        Address,
        "The API and the dashboard. The same value as ingress means one listener. Beyond loopback it needs admin.tokens. A change needs a restart.")
    {
        Default = Defaults.Admin,
    };

    public static Option<IReadOnlyList<Placed<IPNetwork>>> TrustedProxies { get; } = new(
        "trustedProxies",
        Collections.List(NetworkOptions.Network, 0, 1_000),
        "Networks of proxies in front: what these say in X-Forwarded-For is the client's address. Of nobody else it is believed.")
    { Default = [] };

    public static Section Section { get; } = new("listen", "Where Breakwater listens.", [Ingress, Admin, TrustedProxies]);

    public static ListenSettings Compose(Values values) => new()
    {
        Ingress = values.Get(Ingress),
        Admin = values.Get(Admin),
        TrustedProxies = [.. values.Get(TrustedProxies).Select(proxy => proxy.Value)],
    };

    private static string Show(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
