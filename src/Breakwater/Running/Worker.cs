using Breakwater.Observing;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>
/// The shape of every background loop that the engine owns: it has a name, is started once, is told to stop, and is waited for. A loop
/// that ends by an exception has a bug: it is logged, and the node is not ready any more.
/// </summary>
internal sealed partial class Worker(string name, Func<CancellationToken, Task> run, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    /// <summary>What it is called in logs and health.</summary>
    public string Name => name;

    /// <summary>The bug that ended it; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Begins the loop.</summary>
    public void Start() => running = RunAsync();

    /// <summary>Asks the loop to end at once, and waits for it.</summary>
    public async Task StopAsync()
    {
        // Not CancelAsync, which calls back on a thread of the pool.
        stop.Cancel();
        await running;
    }

    /// <summary>Waits until the loop has ended by itself, at most until the token says so; then it is asked to end at once.</summary>
    public async Task EndAsync(CancellationToken patience)
    {
        await using var hurry = patience.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop);
        await running;
    }

    /// <inheritdoc />
    public void Dispose() => stop.Dispose();

    private async Task RunAsync()
    {
        // Whoever starts it goes on at once.
        await Task.Yield();
        try
        {
            await run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to.
        }
        catch (Exception bug)
        {
            Fault = bug;
            LogFault(log, name, bug);
        }
    }

    [LoggerMessage(LogEvents.WorkerBroke, LogLevel.Critical, "the worker {Worker} broke, this node is not ready any more: this is a bug")]
    private static partial void LogFault(ILogger log, string worker, Exception bug);
}
