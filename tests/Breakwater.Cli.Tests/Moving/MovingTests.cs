using System.Text;
using Breakwater.Model;
using Xunit;

namespace Breakwater.Cli.Tests.Moving;

/// <summary>What goes out comes in, whole and once, in one piece or several, stopped or not.</summary>
public sealed class MovingTests : IDisposable
{
    private readonly Quay quay = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_a_store_holds_is_the_same_in_the_next_one()
    {
        await quay.FillAsync();
        var file = quay.PathOf("goods.ndjson");
        var said = await quay.RunAsync("from", ExitCode.Done, "export", file);
        Assert.Contains("8 events and 1 replay", Assert.Single(said.Lines), StringComparison.Ordinal);

        said = await quay.RunAsync("to", ExitCode.Done, "import", file);
        Assert.StartsWith("8 events and 1 replay added, 0 events known already", Assert.Single(said.Lines), StringComparison.Ordinal);
        Assert.Contains("does not name: mail", said.Error.ToString(), StringComparison.Ordinal);

        Assert.Equal(await File.ReadAllLinesAsync(file, Cancellation), await quay.LinesAsync("to"));
        await using var store = await quay.OpenAsync("to");
        Assert.Equal(1, await store.Deliveries.RecoverAsync(quay.Samples.Now, Cancellation));
        var again = Assert.Single(await store.Events.RecordAsync([quay.Samples.Recording("id-1", "crm")], Cancellation));
        Assert.True(again.Duplicate);
    }

    [Fact]
    public async Task The_first_line_has_format_and_version_and_bodies_are_readable_where_they_can_be()
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");

        Assert.StartsWith("""{"format":"breakwater-export","version":1,""", lines[0], StringComparison.Ordinal);
        Assert.Contains("Grüße", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("bodyBase64", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"bodyBase64\"", lines[4], StringComparison.Ordinal);
        Assert.Equal("""{"end":{"events":8,"replays":1}}""", lines[^1]);
    }

    [Fact]
    public async Task Importing_again_adds_nothing_and_turns_nothing_back()
    {
        var recordings = await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        await quay.ImportAsync(ExitCode.Done, lines);
        await using (var store = await quay.OpenAsync("to"))
        {
            await store.Deliveries.CancelAsync(recordings[5].Deliveries[0].Id, quay.Samples.Now, Cancellation);
        }

        var before = await quay.LinesAsync("to");
        var said = await quay.ImportAsync(ExitCode.Done, lines);

        Assert.StartsWith("0 events and 0 replays added, 8 events known already", said.Lines[0], StringComparison.Ordinal);
        Assert.Equal(before, await quay.LinesAsync("to"));
        Assert.NotEqual(lines, before);
    }

    [Fact]
    public async Task An_export_in_pieces_imported_in_any_order_is_the_whole()
    {
        var recordings = await quay.FillAsync();
        var whole = await quay.LinesAsync("from");
        var first = whole[..4];
        var rest = await quay.LinesAsync("from", "--after", recordings[2].Event.Id.ToString());
        Assert.Equal(whole[4..^1], rest[1..^1]);

        await quay.ImportAsync(ExitCode.Done, rest);
        var said = await quay.ImportAsync(ExitCode.Failed, first);

        Assert.Contains($"export --after {recordings[2].Event.Id}", said.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(whole, await quay.LinesAsync("to"));
        var nothing = await quay.LinesAsync("from", "--after", Id(whole[^2]));
        Assert.Equal("""{"end":{"events":0,"replays":0}}""", nothing[1]);
    }

    [Fact]
    public async Task Hundreds_of_events_and_a_body_of_ten_megabytes_go_through_in_batches()
    {
        await quay.FillAsync(plain: 700);
        await using (var store = await quay.OpenAsync("from"))
        {
            var large = quay.Samples.Event("large", bodyLength: 10_000_000);
            var text = quay.Samples.Event("text") with { Body = Encoding.UTF8.GetBytes(new string('\u0001', 2_000_000)) };
            await store.Events.RecordAsync([quay.Samples.Recording(large, "crm"), quay.Samples.Recording(text, "crm")], Cancellation);
        }

        var lines = await quay.LinesAsync("from");
        await quay.ImportAsync(ExitCode.Done, lines);

        Assert.True(lines.Max(line => line.Length) > 10_000_000);
        Assert.Equal(lines, await quay.LinesAsync("to"));
    }

    [Fact]
    public async Task A_dry_run_counts_and_makes_no_store()
    {
        await quay.FillAsync();
        var said = await quay.ImportAsync(ExitCode.Done, await quay.LinesAsync("from"), "--dry-run");

        Assert.Equal("8 events, 9 deliveries (6 waiting), 3 attempts, 1 replay; every line is good, and nothing was written", Assert.Single(said.Lines));
        Assert.False(File.Exists(quay.PathOf("to/breakwater.db")));
    }

    [Fact]
    public async Task A_store_that_a_server_has_open_is_read_and_never_imported_into()
    {
        await quay.FillAsync();
        await using var source = await quay.OpenAsync("from");
        var exported = await quay.RunAsync("from", ExitCode.Done, "export");
        Assert.Contains($"open by process {Environment.ProcessId}", exported.Error.ToString(), StringComparison.Ordinal);
        await using var target = await quay.OpenAsync("to");

        var said = await quay.ImportAsync(ExitCode.Failed, exported.Bytes.ToArray());

        Assert.Contains("used by another process", said.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("stop the other one", said.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await target.Transfer!.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task An_export_is_one_moment_whatever_is_written_meanwhile()
    {
        await quay.FillAsync(plain: 600);
        await using var store = await quay.OpenAsync("from");
        using var snapshot = await Sqlite.SqliteSnapshot.OpenAsync(quay.PathOf("from/breakwater.db"), Cancellation);
        var batch = await snapshot.ReadEventsAsync(null, 10, long.MaxValue, Cancellation);
        await store.Events.RecordAsync([quay.Samples.Recording("later", "crm")], Cancellation);
        await store.Deliveries.CancelAsync(batch[^1].Deliveries[0].Delivery.Id, quay.Samples.Now, Cancellation);

        var again = await snapshot.ReadEventsAsync(batch[^2].Event.Id, 1, long.MaxValue, Cancellation);
        Assert.Equal(DeliveryState.Waiting, Assert.Single(again).Deliveries[0].Delivery.State);
        Assert.Equal(605, await snapshot.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task It_replaces_no_file_and_misses_no_store()
    {
        await quay.FillAsync();
        await File.WriteAllTextAsync(quay.PathOf("goods"), "precious", Cancellation);

        Assert.Contains("is there already", (await quay.RunAsync("from", ExitCode.Failed, "export", quay.PathOf("goods"))).Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("is not there", (await quay.RunAsync("to", ExitCode.Failed, "export", quay.PathOf("other"))).Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("cannot be read", (await quay.RunAsync("to", ExitCode.Failed, "import", quay.PathOf("no-file"))).Error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(quay.PathOf("other")));
    }

    public void Dispose() => quay.Dispose();

    private static string Id(string line) => line.Split('"')[5];
}
