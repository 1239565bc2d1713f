using Breakwater.Model;
using Breakwater.PostgreSql.Opening;
using Breakwater.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>A database that cannot be worked with does not open, and says what, where and what to do; without the password.</summary>
public sealed class OpeningTests : IAsyncDisposable
{
    private readonly PostgresPlace place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Several_nodes_that_start_at_once_make_one_schema()
    {
        await place.ConnectionAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => place.OpenPostgresAsync()));

        await Task.WhenAll(stores.Select(store => store.ProbeAsync(Cancellation)));
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_both_versions_and_left_alone()
    {
        await (await place.OpenPostgresAsync()).DisposeAsync();
        await place.RunAsync("UPDATE version SET number = 17");

        await RefusedAsync(await place.ConnectionAsync(), "schema version 17", "versions up to 8", "newer program");
        await place.RunAsync("UPDATE version SET number = 8");
        await (await place.OpenPostgresAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_schema_of_another_program_is_refused()
    {
        await place.ConnectionAsync();
        await place.RunAsync("CREATE SCHEMA breakwater; CREATE TABLE customers (id integer)");

        await RefusedAsync(await place.ConnectionAsync(), "another program", "Search Path");
    }

    [Fact]
    public async Task Two_schemas_of_one_database_are_two_stores()
    {
        var connection = await place.ConnectionAsync();
        await using var one = await OpenAsync(connection + ";Search Path=one");
        await using var two = await OpenAsync(connection + ";Search Path=two");
        var samples = new StoreContract.Samples(seed: 1);
        await one.Events.RecordAsync([samples.Recording("a", "crm")], Cancellation);

        Assert.Equal(1, await one.Search.CountEventsAsync(new EventFilter(), Cancellation));
        Assert.Equal(0, await two.Search.CountEventsAsync(new EventFilter(), Cancellation));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused()
    {
        var server = await PostgresPlace.ServerAsync();
        await RefusedAsync(server.ConnectionTo("nowhere"), "There is no database nowhere", "createdb nowhere");
    }

    [Fact]
    public async Task A_user_who_may_not_come_in_is_refused_and_the_password_is_not_told()
    {
        var connection = await place.ConnectionAsync();
        await place.RunAsync("CREATE ROLE outsider_1 NOLOGIN");
        var words = await RefusedAsync(
            connection.Replace("Username=postgres", "Username=outsider_1;Password=hunter2", StringComparison.Ordinal), "outsider_1", "store.postgres");
        await place.RunAsync("DROP ROLE outsider_1");

        Assert.DoesNotContain("hunter2", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_is_refused()
    {
        var connection = await place.ConnectionAsync();
        await place.RunAsync("CREATE ROLE guest_1 LOGIN");
        await RefusedAsync(connection.Replace("Username=postgres", "Username=guest_1", StringComparison.Ordinal), "guest_1 may not make the tables", "grant");
        await place.RunAsync("DROP ROLE guest_1");
    }

    [Fact]
    public async Task A_server_that_answers_before_it_is_on_disk_is_refused()
    {
        var connection = await place.ConnectionAsync();
        await RefusedAsync(connection + ";Options=-c synchronous_commit=off", "synchronous_commit", "lost in a crash");
    }

    [Fact]
    public Task A_server_that_is_not_there_is_refused_by_name() =>
        RefusedAsync("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=hunter2", "127.0.0.1:1", "cannot be reached");

    [Theory]
    [InlineData("postgres://u:p%40s@db.example.com:6543/orders?sslmode=require", "Host=db.example.com;Port=6543;Username=u;Password=p@s;Database=orders;SSL Mode=Require")]
    [InlineData("postgresql://u@db/orders", "Host=db;Username=u;Database=orders")]
    [InlineData("postgres://a:1,b:2/orders?target_session_attrs=read-write", "Host=a:1,b:2;Database=orders;Target Session Attributes=read-write")]
    [InlineData("postgres://[::1]:5433/orders", "Host=[::1];Port=5433;Database=orders")]
    [InlineData("postgres://%2Fvar%2Frun%2Fpostgresql/orders?user=u", "Host=/var/run/postgresql;Database=orders;Username=u")]
    [InlineData("Host=db;Database=orders", "Host=db;Database=orders")]
    public void A_connection_is_a_URL_or_keywords(string text, string same) =>
        Assert.Equal(Parts(new NpgsqlConnectionStringBuilder(same)), Parts(ConnectionText.Read(text)));

    [Theory]
    [InlineData("postgres://u:hunter2@db:port/x")]
    [InlineData("postgres://u:hunter2@db/x?nonsense=1")]
    [InlineData("Password=hunter2")]
    [InlineData("hunter2")]
    public void What_cannot_be_read_is_refused_without_being_told(string text)
    {
        var refused = Assert.Throws<StoreRefusedException>(() => ConnectionText.Read(text));
        Assert.Contains("store.postgres", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Parts(NpgsqlConnectionStringBuilder connection) =>
        connection.ConnectionString.Split(';').Order(StringComparer.Ordinal);

    private static async Task<string> RefusedAsync(string connection, params string[] words)
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(connection));
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        return refused.Message;
    }

    private static Task<PostgresStore> OpenAsync(string connection) => PostgresStore.OpenAsync(
        new PostgresOptions { Connection = new Secret(connection), OpenPatience = TimeSpan.Zero }, TimeProvider.System, new Random(1), NullLogger.Instance, Cancellation);
}
