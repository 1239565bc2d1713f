using System.Net;
using Breakwater.Cli.Yaml;

namespace Breakwater.Cli.Client;

/// <summary>Where the running server is: as said, else as the environment says, else as the configuration here says, else the default.</summary>
internal static class ServerAddress
{
    private static readonly Uri Default = new("http://127.0.0.1:8081");

    public static Uri Find(CommandContext context, string? said)
    {
        var (text, origin) = said is not null ? (said, "--server") : (context.Environment("BREAKWATER_SERVER"), "BREAKWATER_SERVER");
        if (!string.IsNullOrEmpty(text))
        {
            return Parse(text) ?? throw StopException.Usage($"{origin}: {text} is not an address like {Default.GetLeftPart(UriPartial.Authority)}");
        }

        // Port 0 stands for any free one: which it became, only the server's log says.
        return ConfigurationFile.Load(Path.Combine(context.Folder, "breakwater.yaml"), context.Environment).Settings?.Listen.Admin is { Port: > 0 } admin
            ? ToConnect(admin)
            : Default;
    }

    /// <summary>An address to connect to: <c>0.0.0.0</c> is where one listens; who connects says <c>127.0.0.1</c>.</summary>
    public static Uri ToConnect(Uri listen) =>
        IPAddress.TryParse(listen.DnsSafeHost, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(listen) { Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]" }.Uri
            : listen;

    private static Uri? Parse(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? ToConnect(uri)
            : null;
    }
}
