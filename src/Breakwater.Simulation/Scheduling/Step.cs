namespace Breakwater.Simulation.Scheduling;

/// <summary>The work of a strand from one await to the next.</summary>
internal readonly record struct Step(Strand Strand, SendOrPostCallback Callback, object? State);
