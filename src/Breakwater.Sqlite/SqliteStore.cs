using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Opening;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Sqlite;

/// <summary>
/// The embedded store: one file, write-ahead log, every commit flushed (<c>synchronous=FULL</c>), one writer and readers beside it.
/// For one process; a second one is refused.
/// </summary>
public sealed class SqliteStore : IStore
{
    private const int SendersReaders = 2;

    private readonly FileLock fileLock;
    private readonly Writer writer;
    private readonly Readers people;
    private readonly Readers senders;

    private SqliteStore(FileLock fileLock, string path, SqliteOptions options, Connection connection, ILogger logger)
    {
        this.fileLock = fileLock;
        writer = new Writer(path, connection, () => Connections.ForWriting(path, options), logger, options.GatherIdentities);
        people = new Readers(path, options.Readers);
        senders = new Readers(path, SendersReaders);
        Events = new SqliteEvents(writer, people);
        Deliveries = new SqliteDeliveries(writer, senders, logger);
        Replays = new SqliteReplays(writer, people);
        Entities = new SqliteEntities(writer, people);
        Reconciliations = new SqliteReconciliations(writer, people);
        Pauses = new SqlitePauses(writer, people);
        Tokens = new SqliteTokens(writer, people);
        Audit = new SqliteAudit(writer, people);
        Seals = new SqliteSeals(writer, people);
        Search = new SqliteSearch(people);
        Transfer = new SqliteTransfer(writer, people);
    }

    /// <inheritdoc />
    public IEventStore Events { get; }

    /// <inheritdoc />
    public IDeliveryStore Deliveries { get; }

    /// <inheritdoc />
    public IReplayStore Replays { get; }

    /// <inheritdoc />
    public IEntityStore Entities { get; }

    /// <inheritdoc />
    public IReconciliationStore Reconciliations { get; }

    /// <inheritdoc />
    public IPauseStore Pauses { get; }

    /// <inheritdoc />
    public ITokenStore Tokens { get; }

    /// <inheritdoc />
    public IAuditStore Audit { get; }

    /// <inheritdoc />
    public ISealStore Seals { get; }

    /// <inheritdoc />
    public ISearch Search { get; }

    /// <inheritdoc />
    public ITransfer Transfer { get; }

    /// <inheritdoc />
    public long LastId => writer.LastId;

    /// <summary>Two: while one group is told of, the next is being written. One writer merges what waits.</summary>
    public int Committers => 2;

    /// <summary>Opens the file, makes it where there is none, and brings its schema to this version.</summary>
    /// <param name="options">Where it is, and how it is used.</param>
    /// <param name="clock">The clock, for the note of who holds the file.</param>
    /// <param name="logger">The log.</param>
    /// <param name="cancellation">Ends the attempt to open it.</param>
    /// <exception cref="StoreRefusedException">It cannot be opened: what, where, and what to do.</exception>
    public static Task<SqliteStore> OpenAsync(SqliteOptions options, TimeProvider clock, ILogger logger, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => Open(options, clock, logger), cancellation);
    }

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                session.Connection.Query("UPDATE probe SET count = count + 1").Run();
                return true;
            },
            cancellation);

    /// <summary>Writes what waits, lets reads under way end, and gives the file free.</summary>
    public async ValueTask DisposeAsync()
    {
        await people.DisposeAsync();
        await senders.DisposeAsync();
        await writer.DisposeAsync();
        fileLock.Dispose();
    }

    private static SqliteStore Open(SqliteOptions options, TimeProvider clock, ILogger logger)
    {
        var path = Path.GetFullPath(options.Path);
        DatabaseFile.MakeFolder(path);
        var fileLock = FileLock.Take(path, clock);
        Connection? connection = null;
        try
        {
            DatabaseFile.MakeOrCheck(path);
            connection = Connections.ForWriting(path, options);
            SchemaVersions.Ours.Apply(connection, path);
            return new SqliteStore(fileLock, path, options, connection, logger);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            fileLock.Dispose();
            throw exception switch
            {
                SqliteFailure failure => new StoreRefusedException(failure.Explain(path), failure),
                IOException or UnauthorizedAccessException => new StoreRefusedException($"{path} cannot be made: {exception.Message}", exception),
                _ => exception,
            };
        }
    }
}
