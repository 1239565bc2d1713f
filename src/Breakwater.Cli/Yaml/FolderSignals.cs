namespace Breakwater.Cli.Yaml;

/// <summary>Signals that something in a file's folder changed, where the file system tells; many changes are one signal.</summary>
internal sealed class FolderSignals : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly FileSystemWatcher? watcher;

    public FolderSignals(string path)
    {
        try
        {
            watcher = new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(path))!) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.DirectoryName };
            watcher.Changed += (_, _) => Raise();
            watcher.Created += (_, _) => Raise();
            watcher.Deleted += (_, _) => Raise();
            watcher.Renamed += (_, _) => Raise();
            watcher.Error += (_, _) => Raise();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // No signals here (out of watches, a folder that is not there): the interval does it alone.
            watcher?.Dispose();
            watcher = null;
        }
    }

    /// <summary>Returns at the next signal, or after the interval.</summary>
    public async Task WaitAsync(TimeSpan interval, TimeProvider clock, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signalled = signal.WaitAsync(either.Token);
        await Task.WhenAny(signalled, Task.Delay(interval, clock, either.Token));
        await either.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        watcher?.Dispose();
        signal.Dispose();
    }

    private void Raise()
    {
        try
        {
            signal.Release();
        }
        catch (Exception fault) when (fault is SemaphoreFullException or ObjectDisposedException)
        {
            // Already signalled, or the last event of a watcher that is being closed.
        }
    }
}
