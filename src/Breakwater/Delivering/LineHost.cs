using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>Makes one attempt of a delivery and hands its settlement over.</summary>
/// <returns>What it told about the destination as a whole.</returns>
internal delegate Task<Echo> Deliver(DueDelivery due, Sender sender);

/// <summary>What a line needs from outside. None may throw, but for a bug in <paramref name="Deliver"/>, which is reported.</summary>
/// <param name="Deliver">Makes one attempt.</param>
/// <param name="Fetch">Asks for a fetch.</param>
/// <param name="Wake">Asks for a look at a moment.</param>
/// <param name="Fault">Reports a bug that ended a worker.</param>
/// <param name="News">Tells what a breaker did.</param>
/// <param name="Part">This node's part of the work, above 0 and at most 1.</param>
/// <param name="Chance">Where jitter comes from.</param>
internal sealed record LineHost(
    Deliver Deliver,
    Action<Line> Fetch,
    Action<Line, DateTimeOffset> Wake,
    Action<Line, Exception> Fault,
    Action<Line, BreakerNews> News,
    Func<double> Part,
    Random Chance);
