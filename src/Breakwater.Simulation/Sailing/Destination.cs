using System.Globalization;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Sailing;

/// <summary>What a destination does with a request.</summary>
internal static class Destination
{
    /// <summary>The answer, null for none ever, and how long it takes where that is not the usual.</summary>
    public static (TransportAnswer? Answer, TimeSpan? Late) Answer(Trouble? mood, SeededRandom chance) => mood?.Kind switch
    {
        null => (Status(chance.OneIn(5) ? 204 : 200), null),
        TroubleKind.Refuses => (Broken(TransportStage.NotSent, "connection refused"), null),
        TroubleKind.ResetsBefore => (Broken(chance.OneIn(2) ? TransportStage.NotSent : TransportStage.Sent, "connection reset"), null),
        TroubleKind.ResetsAfter => (Broken(TransportStage.Sent, "connection reset after the request"), null),
        TroubleKind.Silent => (null, null),
        TroubleKind.Slow => (Status(200), chance.Between(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20))),
        TroubleKind.Answers => (Status(mood.Amount), null),
        TroubleKind.TooMany => (Asking(chance.OneIn(2) ? 429 : 503, mood.Amount, chance), null),
        TroubleKind.Garbage => (Broken(TransportStage.Sent, "the answer is no HTTP"), null),
        TroubleKind.HalfAnswers => (Status(200) with { Error = "the answer broke off" }, null),
        TroubleKind.Forbidden => (Broken(TransportStage.Refused, "the address may not be called"), null),
        _ => throw new ArgumentOutOfRangeException(nameof(mood)),
    };

    /// <summary>What it says when it is asked whether it did something. Where it is well it says the truth.</summary>
    public static TransportAnswer? Said(TransportAnswer? answer, bool done) => answer switch
    {
        { Stage: TransportStage.Answered, Status: 200 or 204, Error: null } => Status(200) with { Body = done ? "{\"taken\":true}"u8.ToArray() : "{\"taken\":false}"u8.ToArray() },
        { Status: 404 } => Status(500),
        _ => answer,
    };

    private static TransportAnswer Status(int status) => new() { Stage = TransportStage.Answered, Status = status };

    private static TransportAnswer Broken(TransportStage stage, string error) => new() { Stage = stage, Error = error };

    /// <summary>Asks for rest: in seconds, mostly; sometimes in words that mean nothing.</summary>
    private static TransportAnswer Asking(int status, int seconds, SeededRandom chance) => Status(status) with
    {
        Headers = [new Header("Retry-After", chance.OneIn(10) ? "soon" : seconds.ToString(CultureInfo.InvariantCulture))],
    };
}
