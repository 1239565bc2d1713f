using System.Globalization;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Opening;

/// <summary>How connections are set up: bounded in number, in time to connect and in time to answer.</summary>
internal static class Pools
{
    /// <summary>The schema that the tables are in, unless the connection names another one.</summary>
    public const string Schema = "breakwater";

    private const int StatementsPrepared = 100;

    /// <summary>
    /// Plans are held to what does not depend on statistics: a table that was empty when a statement was planned may hold millions when it
    /// runs. Tables are joined in the order in which they are written, by loops over indexes, and what an index gives in order is merged.
    /// </summary>
    private const string Steady =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c enable_sort=off -c join_collapse_limit=1";

    /// <summary>For commits and senders.</summary>
    public static NpgsqlDataSource ForWriting(string connection, PostgresOptions options) => Build(
        connection, options, options.Connections, options.StatementTimeout, $"{Steady} -c plan_cache_mode=force_generic_plan -c work_mem=16MB");

    /// <summary>For people.</summary>
    public static NpgsqlDataSource ForReading(string connection, PostgresOptions options) => Build(
        connection, options, options.Readers, options.StatementTimeout * 2, $"{Steady} -c enable_hashagg=off");

    /// <summary>For one moment of everything: one connection, whose transaction is open for as long as whoever takes the records needs.</summary>
    public static NpgsqlDataSource ForMoving(string connection, PostgresOptions options) => Build(
        connection, options, most: 1, options.StatementTimeout * 2, $"{Steady} -c idle_in_transaction_session_timeout=0");

    /// <summary>For hearing what other nodes say: one connection, which notices by itself when it is cut.</summary>
    public static NpgsqlDataSource ForListening(string connection, PostgresOptions options) =>
        Build(connection, options, most: 1, options.StatementTimeout, "", keepAlive: 10);

    /// <summary>For making the schema: one connection, without a bound on how long it takes.</summary>
    public static NpgsqlDataSource ForOpening(string connection, PostgresOptions options) =>
        Build(connection, options, most: 1, TimeSpan.Zero, "-c lock_timeout=0");

    /// <summary>The name of the schema.</summary>
    /// <exception cref="StoreRefusedException">It is none that can be written without quotes.</exception>
    public static string SchemaOf(NpgsqlConnectionStringBuilder connection)
    {
        var name = string.IsNullOrWhiteSpace(connection.SearchPath) ? Schema : connection.SearchPath.Trim();
        return name.Length <= 63 && (name[0] == '_' || char.IsAsciiLetterLower(name[0]))
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : throw new StoreRefusedException("The Search Path of store.postgres names the one schema of Breakwater: lower-case letters, digits and _.");
    }

    private static NpgsqlDataSource Build(string connection, PostgresOptions options, int most, TimeSpan patience, string settings, int keepAlive = 0)
    {
        var read = ConnectionText.Read(connection);
        read.SearchPath = SchemaOf(read);
        read.ApplicationName ??= "breakwater";
        read.Timeout = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds);
        read.Pooling = true;
        read.MinPoolSize = 0;
        read.MaxPoolSize = most;
        read.Enlist = false;
        read.NoResetOnClose = true;
        read.MaxAutoPrepare = StatementsPrepared;
        read.AutoPrepareMinUsages = 2;
        read.TcpKeepAlive = true;
        read.KeepAlive = keepAlive;

        // A little longer than the server's own patience, so that a server that is gone is noticed, too.
        read.CommandTimeout = patience == TimeSpan.Zero ? 0 : (int)patience.TotalSeconds + 3;
        if (read.Host!.Contains(',', StringComparison.Ordinal) && string.IsNullOrEmpty(read.TargetSessionAttributes))
        {
            read.TargetSessionAttributes = "read-write";
        }

        read.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{read.Options} -c jit=off -c statement_timeout={(long)patience.TotalMilliseconds} -c idle_in_transaction_session_timeout=60000 {settings}").Trim();
        var builder = new NpgsqlSlimDataSourceBuilder(read.ConnectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return builder.Build();
    }
}
