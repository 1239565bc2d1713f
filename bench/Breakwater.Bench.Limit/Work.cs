namespace Breakwater.Bench.Limit;

/// <summary>Something to commit: an event to be recorded (with a body) or settled (without).</summary>
internal sealed class Work(byte[]? body) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Id { get; set; }

    public byte[]? Body => body;
}
