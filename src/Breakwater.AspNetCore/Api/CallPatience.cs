using Breakwater.Model;
using Breakwater.Running;

namespace Breakwater.AspNetCore.Api;

/// <summary>Waits for a call to end, but not longer than the server runs.</summary>
/// <param name="engine">The engine.</param>
/// <param name="stopping">The server stops: whoever waits is answered with how the call stands.</param>
internal sealed class CallPatience(Engine engine, CancellationToken stopping)
{
    public async Task<Call?> WaitAsync(CallId id, TimeSpan most, CancellationToken cancellation)
    {
        if (most <= TimeSpan.Zero)
        {
            return await engine.FindCallAsync(id, cancellation);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        try
        {
            return await engine.WaitForCallAsync(id, most, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await engine.FindCallAsync(id, cancellation);
        }
    }
}
