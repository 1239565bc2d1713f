using System.Buffers.Binary;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Rows 19, 20, 21 and 27: a store that can't be used is refused, with the reason and what to do.</summary>
public sealed class StartTests
{
    private const string Configuration = """
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        """;

    /// <summary>Where SQLite keeps <c>user_version</c> in the file, big-endian.</summary>
    private const int UserVersionOffset = 60;

    [Fact]
    public async Task A_second_server_on_one_file_refuses_and_names_the_holder()
    {
        await using var harbour = await Harbour.StartAsync(Configuration);
        var second = await VerbResult.RunAsync("run", "--config", harbour.ConfigurationFile);
        second.Expect(1);
        Assert.Contains(harbour.Database, second.Error, StringComparison.Ordinal);
        Assert.Contains($"process {harbour.Server.Id}", second.Error, StringComparison.Ordinal);
        Assert.Equal("ok", (await HealthyAsync(harbour)));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_with_both_versions_and_left_alone()
    {
        await using var harbour = await Harbour.StartAsync(Configuration);
        Assert.Equal(0, await harbour.TerminateAsync());
        WriteVersion(harbour.Database, 4711);
        var before = await File.ReadAllBytesAsync(harbour.Database);

        harbour.Launch();
        Assert.Equal(1, await harbour.ExitAsync());
        await Until.TrueAsync(() => harbour.Server.Output.Contains("4711", StringComparison.Ordinal), "it says the version it found");
        Assert.Contains("versions up to", harbour.Server.Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(harbour.Database));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        await using var harbour = new Harbour(Configuration);
        Directory.CreateDirectory(Path.GetDirectoryName(harbour.Database)!);
        var content = Enumerable.Repeat((byte)'x', 10_000).ToArray();
        await File.WriteAllBytesAsync(harbour.Database, content);
        harbour.Launch();
        Assert.Equal(1, await harbour.ExitAsync());
        await Until.TrueAsync(() => harbour.Server.Output.Contains(harbour.Database, StringComparison.Ordinal), "it names the file");
        Assert.Equal(content, await File.ReadAllBytesAsync(harbour.Database));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused_by_name()
    {
        // Nobody may write there, root neither.
        var place = OperatingSystem.IsLinux() ? "/proc/self/breakwater.db" : "/dev/null/breakwater.db";
        await using var harbour = new Harbour("");
        await File.WriteAllTextAsync(harbour.ConfigurationFile, $$"""
            listen: { ingress: "http://127.0.0.1:0", admin: "http://127.0.0.1:0" }
            store: { sqlite: {{place}} }
            {{Configuration}}
            """);
        harbour.Launch();
        Assert.Equal(1, await harbour.ExitAsync());
        await Until.TrueAsync(() => harbour.Server.Output.Contains("breakwater.db", StringComparison.Ordinal), "it names the path");
        Assert.DoesNotContain("   at ", harbour.Server.Output, StringComparison.Ordinal);
    }

    private static async Task<string> HealthyAsync(Harbour harbour)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(harbour.Server.Admin, "/readyz"));
        return response.IsSuccessStatusCode ? "ok" : $"{(int)response.StatusCode}";
    }

    private static void WriteVersion(string database, int version)
    {
        using var file = File.OpenWrite(database);
        file.Position = UserVersionOffset;
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, version);
        file.Write(bytes);
    }
}
