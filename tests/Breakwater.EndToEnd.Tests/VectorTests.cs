using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>The signature vectors, through the verb and so through the code that guards the door.</summary>
public sealed class VectorTests
{
    private const int LeastFiles = 30;

    /// <summary>Every file that is there: a new one is tried by itself, and none is skipped silently.</summary>
    public static TheoryData<string> Files =>
        Repository.Shared("signatures/stripe.json") is { } one
            ? [.. Directory.GetFiles(Path.GetDirectoryName(one)!, "*.json").Select(path => Path.GetFileName(path)!).Where(name => name != "handshakes.json").Order()]
            : ["none"];

    [Fact]
    public void There_are_as_many_files_as_are_known() => Assert.True(Files.Count >= LeastFiles || Files.Count == 1, $"{Files.Count} files");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_vector_is_judged_as_it_says(string name)
    {
        if (Repository.Shared($"signatures/{name}") is not { } file)
        {
            return;
        }

        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var expected = vectors.RootElement.GetProperty("vectors").EnumerateArray()
            .Select(vector => $"{vector.GetProperty("name")}: {vector.GetProperty("valid")}");
        var result = await VerbResult.RunAsync("verify", "--vectors", file, "--json");
        var found = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(expected, found.Select(line => $"{line.GetProperty("name")}: {line.GetProperty("valid")}"));
        Assert.All(found, line => Assert.NotEqual("", line.GetProperty("reason").GetString()));
        result.Expect(0);
    }
}
