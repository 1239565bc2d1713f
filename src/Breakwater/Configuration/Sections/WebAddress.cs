using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>An absolute http or https URL. It may hold a secret, so no error shows it.</summary>
internal static class WebAddress
{
    public static Shape<Uri> Shape { get; } = Shapes.Scalar(
        "an absolute http or https URL",
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[Hh][Tt][Tt][Pp][Ss]?://[^#@]+$", ["maxLength"] = 2_048 },
        uri => uri.AbsoluteUri,
        (ScalarText text, out Uri value, out string? fault) =>
        {
            value = null!;
            fault = Fault(text.Text, out var uri);
            value = uri!;
            return fault is null;
        });

    private static string? Fault(string text, out Uri? uri)
    {
        uri = null;
        if (text.Length > 2_048)
        {
            return "is longer than 2,048 characters";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.Host.Length == 0)
        {
            return "is no absolute http or https URL";
        }

        if (uri.UserInfo.Length > 0 || text.Contains('@', StringComparison.Ordinal))
        {
            return "holds an @: a name and password belong in headers, as Authorization; elsewhere write %40";
        }

        return uri.Fragment.Length > 0 || text.Contains('#', StringComparison.Ordinal) ? "holds a fragment (#…), which is never sent" : null;
    }
}
