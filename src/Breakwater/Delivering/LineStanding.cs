namespace Breakwater.Delivering;

/// <summary>How a line stands.</summary>
/// <param name="Held">Deliveries in memory, those that wait for the commit of their settlement among them.</param>
/// <param name="Queued">Of these, waiting for a worker.</param>
/// <param name="UnderWay">Requests under way.</param>
/// <param name="Gate">Whether more may begin.</param>
internal readonly record struct LineStanding(int Held, int Queued, int UnderWay, GateStanding Gate);
