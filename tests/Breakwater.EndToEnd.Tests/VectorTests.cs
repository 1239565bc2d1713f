using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>The signature vectors, through the verb and so through the code that guards the door.</summary>
public sealed class VectorTests
{
    [Theory]
    [InlineData("standard-webhooks")]
    [InlineData("stripe")]
    [InlineData("github")]
    [InlineData("shopify")]
    [InlineData("slack")]
    public async Task Every_vector_is_judged_as_it_says(string provider)
    {
        if (Repository.Shared($"signatures/{provider}.json") is not { } file)
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
