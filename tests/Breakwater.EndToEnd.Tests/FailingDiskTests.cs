using System.Collections.Concurrent;
using System.Net;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 18: whichever write, flush or truncation fails, below SQLite, under load, in the real program.</summary>
public sealed class FailingDiskTests
{
    private const int Senders = 8;
    private const int BodyBytes = 8 * 1024;

    private static readonly string Body = $$"""{"padding":"{{new string('x', BodyBytes)}}"}""";

    private readonly ConcurrentDictionary<HttpStatusCode, int> statuses = new();

    [Fact]
    public async Task Whichever_operation_of_the_disk_fails_nothing_acknowledged_is_lost_and_it_goes_on_by_itself()
    {
        if (!OperatingSystem.IsLinux())
        {
            Rehearsal.Say("NOT TRIED: only Linux lets a test stand between a program and its disk");
            return;
        }

        await using var sink = await Sink.Good(keepRequests: false).OpenAsync();
        await using var harbour = new Harbour($$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              sink: { url: "{{sink.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
            routes:
              - { from: shop, to: [sink] }
            """);
        using var disk = await FailingDisk.CompileAsync(harbour.Folder);
        await harbour.StartThroughShellAsync(disk.Preparation);
        using var sender = new Sender(harbour);
        using var enough = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders).Select(number => KeepSendingAsync(sender, $"s{number}", enough.Token)).ToList();

        foreach (var (kinds, nth, count) in Faults())
        {
            disk.Fail(kinds, nth, count);
            await Until.TrueAsync(() => disk.Fired >= count, $"{kinds} {nth} fails {count} times");
            var then = sender.Acknowledged.Count;
            await Until.TrueAsync(() => sender.Acknowledged.Count > then, $"it goes on after {kinds} {nth} failed {count} times");
        }

        disk.Stop();
        await enough.CancelAsync();
        await Task.WhenAll(sending);
        await harbour.SettledAsync();
        Rehearsal.Say($"{Faults().Count()} faults, {sender.Acknowledged.Count} events, answers: {string.Join(", ", statuses.Select(s => $"{(int)s.Key} {s.Value} times"))}");
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.ServiceUnavailable], statuses.Keys.Order());
        await AllThereAsync(harbour, sender, sink);

        await harbour.KillAsync();
        await harbour.StartAsync();
        await harbour.SettledAsync();
        await AllThereAsync(harbour, sender, sink);
    }

    /// <summary>Each of the first operations of a commit, once and for so long that no attempt to repeat helps; then carrying the log over.</summary>
    private static IEnumerable<(FailingDisk.Kinds Kinds, int Nth, int Count)> Faults() =>
    [
        .. Enumerable.Range(1, 24).Select(nth => (FailingDisk.Kinds.Write, nth, 1)),
        .. Enumerable.Range(1, 8).Select(nth => (FailingDisk.Kinds.Flush, nth, 1)),
        .. Enumerable.Range(1, 8).Select(nth => (FailingDisk.Kinds.Write | FailingDisk.Kinds.Flush, nth * 5, 30)),
        .. Enumerable.Range(1, 8).Select(nth => (FailingDisk.Kinds.Flush, nth, 30)),
        .. Enumerable.Range(1, 6).Select(nth => (FailingDisk.Kinds.Write | FailingDisk.Kinds.NotTheLog, nth * nth, 1)),
        (FailingDisk.Kinds.Flush | FailingDisk.Kinds.NotTheLog, 1, 1),
        (FailingDisk.Kinds.Write | FailingDisk.Kinds.Flush | FailingDisk.Kinds.NotTheLog, 1, 20),
    ];

    private async Task KeepSendingAsync(Sender sender, string name, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            while (await TryAsync(sender, $"{name}-{number}") != HttpStatusCode.Accepted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task<HttpStatusCode> TryAsync(Sender sender, string id)
    {
        var status = await sender.StatusAsync("shop", id, Body);
        statuses.AddOrUpdate(status, 1, (_, times) => times + 1);
        return status;
    }

    /// <summary>What was acknowledged is what is recorded, each with its one delivery, and what the destination saw.</summary>
    private static async Task AllThereAsync(Harbour harbour, Sender sender, Sink sink)
    {
        Assert.Empty(sender.Contradicted);
        var acknowledged = sender.Acknowledged.Values.Order(StringComparer.Ordinal).ToList();
        var recorded = (await harbour.ListAsync("/v1/events")).Select(evt => evt.GetProperty("id").GetString()!);
        var delivered = (await harbour.ListAsync("/v1/deliveries?state=delivered")).Select(delivery => delivery.GetProperty("eventId").GetString()!);
        Assert.Equal(acknowledged, recorded.Order(StringComparer.Ordinal));
        Assert.Equal(acknowledged, delivered.Order(StringComparer.Ordinal));
        Assert.Equal(acknowledged, sink.Ids.Keys.Order(StringComparer.Ordinal));
    }
}
