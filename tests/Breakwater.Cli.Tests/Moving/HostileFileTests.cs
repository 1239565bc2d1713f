using System.Text;
using Breakwater.Cli.Moving;
using Xunit;

namespace Breakwater.Cli.Tests.Moving;

/// <summary>A file may have been through many hands: what is wrong with it is said with its line, and what was before it is kept.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int Damages = 300;
    private readonly Quay quay = new();

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("hello", "not the beginning of an export")]
    [InlineData("[]", "not the beginning of an export")]
    [InlineData("""{"format":"something-else","version":1}""", "not the beginning of an export")]
    [InlineData("""{"format":"breakwater-export","version":"1"}""", "not the beginning of an export")]
    [InlineData("""{"format":"breakwater-export","version":0}""", "not the beginning of an export")]
    [InlineData("""{"format":"breakwater-export","version":2,"new":"field"}""", "has version 2 of the format, and this program reads versions up to 1")]
    [InlineData("""{"format":"breakwater-export","version":1,"new":"field"}""", "the field 'new' is not known")]
    [InlineData("""{"event":{"id":"evt_1"}}""", "not the beginning of an export")]
    public async Task A_first_line_that_is_none_is_refused(string head, string words)
    {
        foreach (var options in new string[][] { [], ["--dry-run"] })
        {
            var said = await quay.ImportAsync(ExitCode.Failed, head.Length == 0 ? [] : [head], options);
            Assert.StartsWith("line 1: ", said.Error.ToString(), StringComparison.Ordinal);
            Assert.Contains(words, said.Error.ToString(), StringComparison.Ordinal);
            Assert.False(File.Exists(quay.PathOf("to/breakwater.db")));
        }
    }

    [Theory]
    [InlineData("\"id\":\"evt_", "\"id\":\"eve_", "id is not an event's")]
    [InlineData("\"id\":\"dlv_", "\"id\":\"dlv_x", "a delivery's id is not")]
    [InlineData("\"source\":\"shop\"", "\"source\":\"\"", "source is empty")]
    [InlineData("\"source\":\"shop\"", "\"source\":null", "a value of another kind is expected")]
    [InlineData("\"source\":\"shop\"", "\"source\":7", "event.source: a value of another kind is expected")]
    [InlineData("\"source\":\"shop\",", "", "missing: 'source'")]
    [InlineData("\"source\":\"shop\"", "\"source\":\"shop\",\"source\":\"bank\"", "the field 'source' is given twice")]
    [InlineData("\"source\":\"shop\"", "\"source\":\"shop\",\"colour\":\"red\"", "the field 'colour' is not known here")]
    [InlineData("\"source\":\"shop\"", "\"Source\":\"shop\"", "the field 'Source' is not known here")]
    [InlineData("\"source\":\"shop\"", "\"source\":\"\\ud800\"", "event.source")]
    [InlineData("\"state\":\"waiting\"", "\"state\":\"Waiting\"", "state is none of waiting, delivered, dead, stale, cancelled")]
    [InlineData("\"state\":\"waiting\"", "\"state\":\"0\"", "state is none of")]
    [InlineData("\"state\":\"waiting\"", "\"state\":\"dead\"", "dead and nextAttemptAt do not agree")]
    [InlineData("\"attempts\":1", "\"attempts\":-1", "attempts and attemptsBefore do not agree")]
    [InlineData("\"attempts\":1", "\"attempts\":99999999999", "a value of another kind is expected")]
    [InlineData("\"attemptsBefore\":0", "\"attemptsBefore\":7", "attempts and attemptsBefore do not agree")]
    [InlineData("\"number\":1", "\"number\":0", "an attempt has no number")]
    [InlineData("\"outcome\":\"retryable\"", "\"outcome\":\"fine\"", "outcome is none of")]
    [InlineData("\"duplicates\":0", "\"duplicates\":-5", "duplicates is negative")]
    [InlineData("\"body\":\"", "\"bodyBase64\":\"AAAA\",\"body\":\"", "body is given twice")]
    [InlineData("\"body\":\"", "\"bodyBase64\":\"", "bodyBase64 is not base64")]
    [InlineData("[\"Content-Type\",\"application/json\"]", "[\"Content-Type\"]", "not a pair")]
    [InlineData("[\"Content-Type\",\"application/json\"]", "[\"Content-Type\",null]", "not a pair")]
    [InlineData("[\"Content-Type\",\"application/json\"]", "[\"Content-Type\",\"a\\r\\nX-Evil: 1\"]", "a header has a line break")]
    [InlineData("[\"Content-Type\",\"application/json\"]", "[\"Content Type:\",\"a\"]", "a name that none has")]
    [InlineData("\"deliveries\":[", "\"deliveries\":[null,", "a delivery is null")]
    [InlineData("\"deliveries\":[", "\"deliveries\":null,\"x-\":[", "a value of another kind is expected")]
    [InlineData("\"attemptLog\":[", "\"attemptLog\":[null,", "an attempt is null")]
    [InlineData("\"requestHeaders\":[[\"webhook-id\",\"evt_1\"]],", "", "missing: 'requestHeaders'")]
    [InlineData("\"receivedAt\":\"", "\"receivedAt\":\"yesterday ", "event.receivedAt: a value of another kind is expected")]
    [InlineData("\"durationMs\":12.3456", "\"durationMs\":-1", "durationMs is out of range")]
    [InlineData("\"durationMs\":12.3456", "\"durationMs\":1e28", "durationMs is out of range")]
    [InlineData("{\"event\":{", "{\"end\":{\"events\":0,\"replays\":0},\"event\":{", "not one of event, replay and end")]
    [InlineData("{\"event\":{", "{}{\"event\":{", "")]
    [InlineData("{\"event\":{", "\0{\"event\":{", "")]
    public async Task A_line_that_is_wrong_is_told_by_its_number_and_what_is_wrong_and_nothing_of_it_is_kept(string good, string bad, string words)
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        var (before, after) = (lines[1], Replaced(lines[1], good, bad));
        Assert.NotEqual(before, after);

        foreach (var options in new string[][] { ["--dry-run"], [] })
        {
            var said = await quay.ImportAsync(ExitCode.Failed, [lines[0], lines[2], after, .. lines[3..]], options);
            var told = said.Error.ToString();
            Assert.StartsWith("line 3: ", told, StringComparison.Ordinal);
            Assert.Contains(words, told, StringComparison.Ordinal);
            Assert.DoesNotContain("Breakwater.", told, StringComparison.Ordinal);
            Assert.InRange(told.Length, 10, 1_000);
        }

        Assert.Equal([lines[2]], (await quay.LinesAsync("to"))[1..^1]);
        await quay.ImportAsync(ExitCode.Done, lines);
        Assert.Equal(lines, await quay.LinesAsync("to"));
    }

    [Theory]
    [InlineData("\"to\":[\"crm\",", "\"to\":[null,", "to has a null")]
    [InlineData("\"rate\":12.5", "\"rate\":0", "rate is not above zero")]
    [InlineData("\"rate\":12.5", "\"rate\":\"NaN\"", "a value of another kind is expected")]
    [InlineData("\"id\":\"rpl_", "\"id\":\"evt_", "id is not a replay's")]
    [InlineData("\"cursor\":\"evt_", "\"cursor\":\"", "cursor is not the id of an event")]
    [InlineData("\"filter\":{", "\"filter\":{\"state\":\"lost\",", "filter.state is none of")]
    [InlineData("\"total\":3", "\"total\":-3", "a count is negative")]
    public async Task A_replay_that_is_wrong_is_told(string good, string bad, string words)
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        var wrong = Replaced(lines[^2], good, bad);
        Assert.NotEqual(lines[^2], wrong);

        var said = await quay.ImportAsync(ExitCode.Failed, [.. lines[..^2], wrong, lines[^1]]);
        Assert.StartsWith($"line {lines.Length - 1}: ", said.Error.ToString()[said.Error.ToString().IndexOf("line ", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains(words, said.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_anywhere_keeps_what_was_whole_and_is_told()
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        var file = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        foreach (var length in new[] { lines[0].Length + 1, file.Length - 2, file.Length - lines[^1].Length - 1, file.Length / 2, file.Length / 3 })
        {
            var said = await quay.ImportAsync(ExitCode.Failed, file[..length]);
            Assert.Contains("cut off", said.Error.ToString(), StringComparison.Ordinal);
        }

        await quay.ImportAsync(ExitCode.Done, file[..^1]);
        Assert.Equal(lines, await quay.LinesAsync("to"));
    }

    [Fact]
    public async Task Swapped_lines_are_the_same_and_a_lost_or_doubled_one_is_noticed()
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        string[] swapped = [lines[0], .. lines[1..^1].Reverse(), lines[^1]];

        var lost = await quay.ImportAsync(ExitCode.Failed, [.. lines[..3], .. lines[4..]]);
        Assert.Contains("should hold 8 events and 1 replays, and holds 7 and 1", lost.Error.ToString(), StringComparison.Ordinal);
        var doubled = await quay.ImportAsync(ExitCode.Failed, [.. lines[..^1], lines[1], lines[^1]]);
        Assert.Contains("holds 9 and 1", doubled.Error.ToString(), StringComparison.Ordinal);
        var behind = await quay.ImportAsync(ExitCode.Failed, [.. lines, lines[1]]);
        Assert.Contains($"line {lines.Length + 1}: it comes after the end", behind.Error.ToString(), StringComparison.Ordinal);

        await quay.ImportAsync(ExitCode.Done, swapped);
        Assert.Equal(lines, await quay.LinesAsync("to"));
    }

    [Fact]
    public async Task A_line_of_ten_megabytes_of_nothing_is_told_in_few_words()
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        foreach (var rubbish in new[] { new string('x', 10_000_000), "{\"event\":{\"id\":\"" + new string('y', 10_000_000) + "\"}}", new string('[', 10_000_000) })
        {
            var said = await quay.ImportAsync(ExitCode.Failed, [lines[0], rubbish, .. lines[1..]]);
            Assert.StartsWith("line 2: ", said.Error.ToString(), StringComparison.Ordinal);
            Assert.InRange(said.Error.ToString().Length, 10, 1_000);
        }
    }

    [Fact]
    public async Task A_line_without_an_end_is_given_up_at_a_bound()
    {
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes("short\n" + new string('x', 300_000) + "\nlast")), maxBytes: 200_000);
        Assert.Equal("short", Encoding.UTF8.GetString((await reader.ReadAsync(TestContext.Current.CancellationToken))!.Value.Span));
        var bad = await Assert.ThrowsAsync<BadLineException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Contains("longer than 200000 bytes", bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_belongs_to_other_content_is_told_by_its_line_and_what_was_before_it_is_kept()
    {
        await quay.FillAsync();
        var lines = await quay.LinesAsync("from");
        await quay.ImportAsync(ExitCode.Failed, lines[..3]);

        string[] forged = [lines[0], lines[3], lines[1].Replace("Grüße", "Lügen", StringComparison.Ordinal), .. lines[4..]];
        var said = await quay.ImportAsync(ExitCode.Failed, forged);

        Assert.StartsWith("line 3: evt_", said.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("with other content", said.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(lines[1..4], (await quay.LinesAsync("to"))[1..^1]);
    }

    [Fact]
    public async Task An_event_that_the_store_got_by_itself_is_left_out_and_told()
    {
        var recordings = await quay.FillAsync();
        await using (var store = await quay.OpenAsync("to"))
        {
            await store.Events.RecordAsync([quay.Samples.Recording("id-2", "crm")], TestContext.Current.CancellationToken);
        }

        var said = await quay.ImportAsync(ExitCode.Done, await quay.LinesAsync("from"));

        Assert.StartsWith("7 events and 1 replay added", said.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"1 event left out, since the store has the same source and idempotency id under another id: {recordings[2].Event.Id}", said.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_bytes_are_destroyed_it_ends_in_words()
    {
        await quay.FillAsync();
        var file = Encoding.UTF8.GetBytes(string.Concat((await quay.LinesAsync("from")).Select(line => line + "\n")));
        var chance = new Random(4711);
        for (var n = 0; n < Damages; n++)
        {
            var damaged = (byte[])file.Clone();
            for (var hits = chance.Next(1, 4); hits > 0; hits--)
            {
                damaged[chance.Next(damaged.Length)] = (byte)chance.Next(256);
            }

            var line = new CommandLine { Folder = quay.PathOf("to"), Input = new MemoryStream(damaged) };
            Assert.InRange(await line.RunAsync("import", "--dry-run"), ExitCode.Done, ExitCode.Failed);
        }
    }

    public void Dispose() => quay.Dispose();

    /// <summary>The first of them only: a line has several ids and several times.</summary>
    private static string Replaced(string line, string good, string bad)
    {
        var at = line.IndexOf(good, StringComparison.Ordinal);
        return at < 0 ? line : string.Concat(line.AsSpan(0, at), bad, line.AsSpan(at + good.Length));
    }
}
