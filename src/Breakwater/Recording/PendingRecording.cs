namespace Breakwater.Recording;

/// <summary>
/// An event that waits for its commit, and the caller who waits with it. A caller that gives up stops waiting; the event is recorded
/// all the same.
/// </summary>
internal sealed class PendingRecording(Storage.Recording recording) : TaskCompletionSource<RecordResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // Headers and deliveries weigh little beside a body; a flat sum keeps a flood of empty bodies within the bound.
    private const int BytesBeside = 1_024;

    private CancellationTokenRegistration givingUp;

    public Storage.Recording Recording { get; } = recording;

    /// <summary>What it weighs in memory, about.</summary>
    public long Bytes { get; } = recording.Event.Body.Length + BytesBeside;

    /// <summary>From here on the caller may give up.</summary>
    public void Watch(CancellationToken cancellation) =>
        givingUp = cancellation.UnsafeRegister(static (pending, token) => ((PendingRecording)pending!).TrySetCanceled(token), this);

    /// <summary>Answers the caller, if it still waits.</summary>
    public void Answer(RecordResult result)
    {
        givingUp.Unregister();
        TrySetResult(result);
    }

    /// <summary>Hands the caller a bug.</summary>
    public void Break(Exception bug)
    {
        givingUp.Unregister();
        TrySetException(bug);
    }
}
