namespace Breakwater.Simulation.Scheduling;

/// <summary>Something that is to happen at a time.</summary>
internal sealed class Alarm(Strand? strand, SendOrPostCallback callback, object? state)
{
    /// <summary>Whose step it becomes; null for what happens outside of all nodes.</summary>
    public Strand? Strand => strand;

    public SendOrPostCallback Callback => callback;

    public object? State => state;

    /// <summary>It happens no more.</summary>
    public bool IsOff { get; set; }
}
