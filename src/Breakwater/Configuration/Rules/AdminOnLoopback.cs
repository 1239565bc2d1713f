using System.Net;
using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Without tokens whoever reaches the admin listener may do everything: it must not be reached from other machines.</summary>
internal static class AdminOnLoopback
{
    /// <param name="draft">The file.</param>
    /// <param name="report">Where faults go.</param>
    /// <param name="holdsTokens">Whether a store holds tokens that were made with <c>breakwater token</c>; null: none does.</param>
    public static void Check(Draft draft, Report report, Func<StoreSettings, bool>? holdsTokens)
    {
        var hasTokens = draft.Root.TryGet(RootOptions.Admin, out var admin) && admin.PlaceOf(AdminOptions.Tokens).Node is ConfigurationNode.Sequence { Items.Count: > 0 };
        if (hasTokens || IsLoopback(draft.Admin) || (holdsTokens is not null && StoreOf(draft) is { } store && holdsTokens(store)))
        {
            return;
        }

        report.Fault(
            draft.PlaceInListen(ListenOptions.Admin),
            "the admin listener is not on loopback and no admin.tokens are configured: anyone who reaches it could do everything",
            "admin.tokens, a token made with breakwater token add NAME --role admin, or a loopback address such as http://127.0.0.1:8081");
    }

    /// <summary>Null where its section has a mistake: that is told, and enough.</summary>
    private static StoreSettings? StoreOf(Draft draft) =>
        !draft.Root.TryGet(RootOptions.Store, out var store) ? new StoreSettings()
        : store.Sound ? StoreOptions.Compose(store)
        : null;

    private static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));
}
