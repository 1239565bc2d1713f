using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Two listeners on one port are one listener, with one address; anything else fails at start, or worse, shows the API to the world.</summary>
internal static class ListenerAddresses
{
    public static void Check(Draft draft, Report report)
    {
        var (ingress, admin) = (draft.Ingress, draft.Admin);
        if (ingress.Port == admin.Port && ingress.Port != 0 && !ingress.Host.Equals(admin.Host, StringComparison.OrdinalIgnoreCase))
        {
            report.Fault(
                draft.PlaceInListen(ListenOptions.Admin),
                "ingress and admin have the same port and different hosts",
                "different ports for two listeners, or exactly the same address for one");
        }
    }
}
