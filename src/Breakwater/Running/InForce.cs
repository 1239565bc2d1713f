using Breakwater.Configuration;
using Breakwater.Receiving;
using Breakwater.Routing;

namespace Breakwater.Running;

/// <summary>A configuration with what is compiled from it; swapped whole, so that one arrival never meets two configurations.</summary>
/// <param name="Settings">The configuration.</param>
/// <param name="Receiver">Its doors.</param>
/// <param name="Router">Its routes.</param>
/// <param name="Entities">What events say of its entities.</param>
internal sealed record InForce(Settings Settings, Receiver Receiver, Router Router, EntityClaims Entities);
