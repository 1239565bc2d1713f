using Breakwater.Model;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>Looking at a database before a start changes nothing in it, and says what a start would meet.</summary>
public sealed class InspectionTests : IAsyncDisposable
{
    private readonly PostgresPlace place = new();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task It_says_whether_there_are_tables_and_makes_none()
    {
        Assert.Equal(0, (await LookAsync(await place.ConnectionAsync())).SchemaVersion);
        var before = await LookAsync(await place.ConnectionAsync());
        Assert.Equal((null, 0), (before.Refusal, before.SchemaVersion));
        Assert.StartsWith("1", before.ServerVersion, StringComparison.Ordinal);

        await (await place.OpenPostgresAsync()).DisposeAsync();
        var after = await LookAsync(await place.ConnectionAsync());
        Assert.Equal((null, after.KnownSchemaVersion), (after.Refusal, after.SchemaVersion));
    }

    [Fact]
    public async Task What_would_be_refused_at_a_start_is_said_in_the_same_words()
    {
        var missing = await LookAsync((await PostgresPlace.ServerAsync()).ConnectionTo("nowhere", socket: true));
        Assert.Contains("createdb nowhere", missing.Refusal, StringComparison.Ordinal);

        await (await place.OpenPostgresAsync()).DisposeAsync();
        await place.RunAsync("UPDATE version SET number = 9");
        Assert.Contains("schema version 9", (await LookAsync(await place.ConnectionAsync())).Refusal, StringComparison.Ordinal);
    }

    private static Task<PostgresCondition> LookAsync(string connection) =>
        PostgresInspection.LookAsync(new PostgresOptions { Connection = new Secret(connection) }, TestContext.Current.CancellationToken);
}
