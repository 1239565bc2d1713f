using Microsoft.Extensions.Logging;

namespace Breakwater.Tests.Running;

/// <summary>Things that happened, and tests that wait for one of them: never for time.</summary>
internal sealed class Signals<T>
{
    // Not a limit on speed: only so that a test that waits for what never comes fails and says so.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<T> all = [];
    private TaskCompletionSource? next;

    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
            {
                return [.. all];
            }
        }
    }

    public void Add(T signal)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            all.Add(signal);
            waiting = next;
            next = null;
        }

        waiting?.SetResult();
    }

    /// <summary>Waits until at least so many were given that fit; gives the last one that is needed.</summary>
    public async Task<T> UntilAsync(Func<T, bool> fits, int count = 1)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                var found = all.Where(fits).Take(count).ToList();
                if (found.Count == count)
                {
                    return found[^1];
                }

                next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = next.Task;
            }

            await wait.WaitAsync(Never, TimeProvider.System);
        }
    }
}

/// <summary>Logs as signals: the ids of events.</summary>
internal sealed class LogSignals : ILoggerFactory, ILogger
{
    public Signals<(int Id, string Text)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add((eventId.Id, formatter(state, exception) + (exception is null ? "" : $"\n{exception}")));
}
