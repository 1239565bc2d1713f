using Breakwater.Cli.Yaml;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>What the watcher takes for a change, with a clock that only the test moves.</summary>
public sealed class WatchingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new();
    private readonly List<LoadedConfiguration> told = [];

    private string File => folder.PathOf("breakwater.yaml");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_unchanged_file_is_not_told()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);
        var known = ConfigurationFile.Load(File, _ => null);

        Assert.Same(known, await Watcher().LookAsync(known, Cancellation));
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_file_that_was_touched_but_says_the_same_is_not_told()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);
        var known = ConfigurationFile.Load(File, _ => null);
        System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await LookAsync(known);

        Assert.Empty(told);
    }

    [Fact]
    public async Task A_change_is_told_once_and_so_is_an_invalid_one_and_the_way_back()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);
        var known = ConfigurationFile.Load(File, _ => null);

        folder.Write("breakwater.yaml", Loading.Minimal + "store: { keep: 7d }\n");
        known = await LookAsync(await LookAsync(known));
        folder.Write("breakwater.yaml", Loading.Minimal + "store: { keep: soon }\n");
        known = await LookAsync(await LookAsync(known));
        System.IO.File.Delete(File);
        known = await LookAsync(await LookAsync(known));
        folder.Write("breakwater.yaml", Loading.Minimal);
        await LookAsync(await LookAsync(known));

        Assert.Equal([true, false, false, true], told.Select(t => t.Settings is not null));
        Assert.Equal(TimeSpan.FromDays(7), told[0].Settings!.Store.Keep);
        Assert.Contains("does not exist", told[2].Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_file_that_the_configuration_names_is_a_change()
    {
        folder.Write("secret.txt", "one");
        folder.Write("breakwater.yaml", Loading.WithSource("    provider: stripe\n    secret: ${file:secret.txt}"));
        var known = ConfigurationFile.Load(File, _ => null);

        folder.Write("secret.txt", "two");
        await LookAsync(known);

        Assert.Equal("two", Assert.Single(Assert.Single(told).Settings!.Sources["erp"].Secrets).Reveal());
    }

    [Fact]
    public async Task A_swapped_link_as_of_a_mounted_ConfigMap_is_a_change()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // A link needs a privilege there; what is read is the same.
        }

        Directory.CreateDirectory(folder.PathOf("v1"));
        Directory.CreateDirectory(folder.PathOf("v2"));
        folder.Write("v1/breakwater.yaml", Loading.Minimal);
        folder.Write("v2/breakwater.yaml", Loading.Minimal + "store: { keep: 1d }\n");
        Directory.CreateSymbolicLink(folder.PathOf("data"), folder.PathOf("v1"));
        System.IO.File.CreateSymbolicLink(File, Path.Combine("data", "breakwater.yaml"));
        var known = ConfigurationFile.Load(File, _ => null);

        Directory.CreateSymbolicLink(folder.PathOf("data-new"), folder.PathOf("v2"));
        Directory.Delete(folder.PathOf("data"));
        Directory.Move(folder.PathOf("data-new"), folder.PathOf("data"));
        await LookAsync(known);

        Assert.Equal(TimeSpan.FromDays(1), Assert.Single(told).Settings!.Store.Keep);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_read_until_it_stands_still()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);
        var known = ConfigurationFile.Load(File, _ => null);
        folder.Write("breakwater.yaml", "sour");

        var looking = Watcher().LookAsync(known, Cancellation);
        folder.Write("breakwater.yaml", Loading.Minimal + "store: { keep: 2d }\n");
        clock.Advance(ConfigurationWatcher.Settling);
        clock.Advance(ConfigurationWatcher.Settling);
        await AdvanceUntilAsync(looking);

        Assert.Equal(TimeSpan.FromDays(2), Assert.Single(told).Settings!.Store.Keep);
    }

    [Fact]
    public async Task A_callback_that_fails_does_not_end_the_watch()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);
        var known = ConfigurationFile.Load(File, _ => null);
        folder.Write("breakwater.yaml", Loading.Minimal + "store: { keep: 3d }\n");

        var watcher = Watcher((_, _) => throw new InvalidOperationException("no"));
        var looking = watcher.LookAsync(known, Cancellation);
        await AdvanceUntilAsync(looking);

        Assert.NotSame(known, await looking);
    }

    [Fact]
    public async Task It_looks_by_itself_and_ends_when_it_is_told_to()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var watcher = Watcher((_, _) =>
        {
            seen.TrySetResult();
            return Task.CompletedTask;
        });

        var running = watcher.RunAsync(ConfigurationFile.Load(File, _ => null), stop.Token);
        folder.Write("breakwater.yaml", Loading.Minimal + "store: { keep: 4d }\n");
        await AdvanceUntilAsync(seen.Task);
        await stop.CancelAsync();
        await running;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConfigurationWatcher Watcher(Func<LoadedConfiguration, CancellationToken, Task>? changed = null) =>
        new(File, _ => null, clock, changed ?? Note, NullLogger.Instance);

    private Task Note(LoadedConfiguration loaded, CancellationToken cancellation)
    {
        told.Add(loaded);
        return Task.CompletedTask;
    }

    private async Task<LoadedConfiguration> LookAsync(LoadedConfiguration known)
    {
        var looking = Watcher().LookAsync(known, Cancellation);
        await AdvanceUntilAsync(looking);
        return await looking;
    }

    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            clock.Advance(ConfigurationWatcher.Settling);
            await Task.Yield();
        }
    }
}
