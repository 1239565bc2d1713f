using System.Net;
using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Without tokens whoever reaches the admin listener may do everything: it must not be reached from other machines.</summary>
internal static class AdminOnLoopback
{
    public static void Check(Draft draft, Report report)
    {
        var hasTokens = draft.Root.TryGet(RootOptions.Admin, out var admin) && admin.PlaceOf(AdminOptions.Tokens).Node is ConfigurationNode.Sequence { Items.Count: > 0 };
        if (hasTokens || IsLoopback(draft.Admin))
        {
            return;
        }

        report.Fault(
            draft.PlaceInListen(ListenOptions.Admin),
            "the admin listener is not on loopback and no admin.tokens are configured: anyone who reaches it could do everything",
            "admin.tokens, or a loopback address such as http://127.0.0.1:8081");
    }

    private static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));
}
