using System.Globalization;
using Xunit;

namespace Breakwater.Simulation.Tests;

/// <summary>The judge is worth what it catches.</summary>
public sealed class MutationTests
{
    /// <summary>Those that are known to be caught; <c>BREAKWATER_MUTATIONS=further</c> hunts the others instead.</summary>
    private static IReadOnlyList<Mutation> Hunted =>
        Environment.GetEnvironmentVariable("BREAKWATER_MUTATIONS") == "further" ? Mutation.Further : Mutation.Seen;

    public static TheoryData<string> Names => [.. Hunted.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_engine_that_is_broken_on_purpose_is_caught(string name)
    {
        var mutation = Hunted.Single(mutation => mutation.Name == name);
        var (scenarios, promise, text) = BrokenEngine.Hunt(mutation, mutation.Within);
        Assert.True(promise is not null, $"an engine that {name} broke no promise in {scenarios} scenarios: the judge has a hole");
        Assert.True(mutation.Promises.Split(' ').Contains(promise), $"an engine that {name} broke {promise}, and not {mutation.Promises}: {text}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {promise} after {scenarios} scenarios: {text}"));
    }

    [Fact]
    public void The_engine_as_it_is_compiled_in_the_same_way_is_not()
    {
        var (_, promise, text) = BrokenEngine.Hunt(null, 100);
        Assert.True(promise is null, text);
    }
}
