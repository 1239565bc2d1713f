using System.IO.Pipelines;

namespace Breakwater.AspNetCore;

/// <summary>
/// After a refusal in the middle of a body: what the sender has sent already is read and thrown away for a moment. Closing a socket
/// with unread bytes resets it, and the sender would see the reset instead of the answer.
/// </summary>
internal static class Lingering
{
    private const long MostBytes = 4L * 1024 * 1024;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    /// <summary>Reads and throws away, within its bounds of bytes and time. Never throws for what a network does.</summary>
    public static async Task DiscardAsync(PipeReader reader, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(MostTime, clock);
        try
        {
            for (var left = MostBytes; left > 0;)
            {
                var result = await reader.ReadAsync(patience.Token);
                left -= result.Buffer.Length;
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The sender is gone, too slow, or sends what is no body: it has had its answer.
        }
    }
}
