using System.Text;
using Breakwater.Cli.Serving;
using Breakwater.Configuration;
using Breakwater.Model;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class EncryptTests : IDisposable
{
    private static readonly string Key = new('a', 64);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_of_an_encrypted_store_wants_to_be_told_and_an_import_encrypts_again()
    {
        await RecordAsync();
        Assert.Equal(ExitCode.Usage, await NewLine().RunAsync("export", "goods.ndjson"));
        Assert.False(File.Exists(folder.PathOf("goods.ndjson")));
        Assert.Equal(ExitCode.Done, await NewLine().RunAsync("export", "goods.ndjson", "--decrypt"));
        Assert.Contains("Ada Lovelace", await File.ReadAllTextAsync(folder.PathOf("goods.ndjson"), Cancellation), StringComparison.Ordinal);

        Write("other.db", Key);
        Assert.Equal(ExitCode.Done, await NewLine().RunAsync("import", "goods.ndjson"));
        Assert.Equal(ExitCode.Done, await NewLine().RunAsync("import", "goods.ndjson"));
        Assert.DoesNotContain("Ada Lovelace", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.PathOf("other.db"), Cancellation)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData('b')]
    public async Task A_key_that_is_missing_is_told_by_doctor_and_by_whoever_opens_the_store(char? other)
    {
        await RecordAsync();
        Write("b.db", other is { } digit ? new string(digit, 64) : null);
        var id = SealKey.TryRead(Key)!.Id;

        var doctor = NewLine();
        Assert.Equal(ExitCode.Failed, await doctor.RunAsync("doctor"));
        Assert.Contains($"bodies are encrypted with the key {id}", doctor.Out.ToString(), StringComparison.Ordinal);
        var run = NewLine();
        Assert.Equal(ExitCode.Failed, await run.RunAsync("run"));
        Assert.Contains($"encrypted with the key {id}", run.Error.ToString(), StringComparison.Ordinal);
        var export = NewLine();
        Assert.Equal(ExitCode.Failed, await export.RunAsync("export", "goods.ndjson", "--decrypt"));
        Assert.Contains($"encrypted with the key {id}", export.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_none_is_a_mistake_of_the_configuration_that_does_not_show_it()
    {
        Write("b.db", "no-such-key");
        var line = NewLine();
        Assert.Equal(ExitCode.Usage, await line.RunAsync("check"));
        Assert.Contains("is no key of 32 bytes", line.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-key", line.Error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private CommandLine NewLine() => new() { Folder = folder.Root };

    private void Write(string database, string? key) => folder.Write(
        "breakwater.yaml",
        $"listen: {{ ingress: \"http://127.0.0.1:0\", admin: \"http://127.0.0.1:1\" }}\nstore:\n  sqlite: ./{database}\n{(key is null ? "" : $"  encrypt: {{ keys: [\"{key}\"] }}\n")}");

    private async Task RecordAsync()
    {
        Write("b.db", Key);
        var settings = new StoreSettings { Sqlite = "./b.db", EncryptKeys = [SealKey.TryRead(Key)!] };
        await using var store = await TransferStores.OpenTargetAsync(new StorePlace(settings, folder.Root), NewLine().Context, Cancellation);
        var evt = new Event
        {
            Id = new EventId(new IdSource(TimeProvider.System, new Random(1)).Next()),
            Source = "shop",
            IdempotencyId = "1",
            ReceivedAt = NewLine().Clock.GetUtcNow(),
            Headers = [],
            Body = "\"Ada Lovelace\""u8.ToArray(),
        };
        await store.Events.RecordAsync([new Storage.Recording(evt, [])], Cancellation);
    }
}
