namespace Breakwater.Simulation.Scheduling;

/// <summary>Something threw where nothing may, or left the thread of the simulation.</summary>
internal sealed class SimulationFault(Exception inner) : Exception(inner.Message, inner);
