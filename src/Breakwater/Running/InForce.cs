using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Routing;

namespace Breakwater.Running;

/// <summary>A configuration with all that is compiled of it for arrivals. A reload swaps it whole; an arrival keeps the one it began with.</summary>
internal sealed record InForce(Settings Settings, Receiver Receiver, Router Router)
{
    /// <summary>Compiles a configuration.</summary>
    public static InForce Of(Settings settings, TimeProvider clock, IdSource ids, Random chance) =>
        new(settings, new Receiver(settings, clock, ids, chance), new Router(settings));
}
