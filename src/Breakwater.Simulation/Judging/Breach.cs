namespace Breakwater.Simulation.Judging;

/// <summary>A broken promise.</summary>
/// <param name="Promise">Which one.</param>
/// <param name="About">The event, as its platform knows it; empty when it is about no single one.</param>
/// <param name="Text">How it was broken.</param>
internal sealed record Breach(string Promise, string About, string Text);

/// <summary>Ends a run at the first broken promise.</summary>
internal sealed class BreachException(Breach breach) : Exception(breach.Text)
{
    public Breach Breach => breach;
}
