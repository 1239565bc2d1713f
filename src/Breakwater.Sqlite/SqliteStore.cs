using System.Globalization;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Sqlite;

/// <summary>
/// The embedded store: one file, write-ahead log, every commit flushed (<c>synchronous=FULL</c>), one writer and readers beside it.
/// For one process; a second one is refused.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly FileLock fileLock;
    private readonly Writer writer;
    private readonly Readers people;
    private readonly Readers senders;
    private readonly NewestId newest;

    private SqliteStore(FileLock fileLock, Writer writer, Readers people, Readers senders, NameTable names, NewestId newest)
    {
        this.fileLock = fileLock;
        this.writer = writer;
        this.people = people;
        this.senders = senders;
        this.newest = newest;
        Events = new SqliteEvents(writer, people);
        Deliveries = new SqliteDeliveries(writer, senders, names);
        Replays = new SqliteReplays(writer, people, names);
        Search = new SqliteSearch(people, names);
    }

    /// <inheritdoc />
    public IEventStore Events { get; }

    /// <inheritdoc />
    public IDeliveryStore Deliveries { get; }

    /// <inheritdoc />
    public IReplayStore Replays { get; }

    /// <inheritdoc />
    public ISearch Search { get; }

    /// <inheritdoc />
    public long LastId => newest.Value;

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
                session.Prepare("UPDATE probe SET times = times + 1").Run();
                return true;
            },
            cancellation);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.Run(writer.Dispose);
        people.Dispose();
        senders.Dispose();
        fileLock.Dispose();
    }

    private static SqliteStore Open(SqliteOptions options, TimeProvider clock, ILogger logger)
    {
        var path = Path.GetFullPath(options.Path);
        MakeFolder(path);
        var fileLock = FileLock.Take(path, clock);
        try
        {
            var names = new NameTable();
            var newest = new NewestId(0);
            var session = OpenSession(path, options, names, newest);
            SchemaVersions.Apply(session.Connection, path);
            names.Load(session.Connection);
            newest.Saw(session.Connection.Number("""
                SELECT max(coalesce((SELECT max(id) FROM events), 0), coalesce((SELECT max(id) FROM deliveries), 0),
                  coalesce((SELECT max(id) FROM replays), 0))
                """));
            var writer = new Writer(() => OpenSession(path, options, names, newest), session, path, logger);
            return new SqliteStore(fileLock, writer, new Readers(path, options.Readers, ForReading), new Readers(path, 1, ForReading), names, newest);
        }
        catch (SqliteFailure failure)
        {
            fileLock.Dispose();
            throw new StoreRefusedException($"{failure.AsUnavailable(path).Message}.", failure);
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    private static WriteSession OpenSession(string path, SqliteOptions options, NameTable names, NewestId newest)
    {
        var connection = Connection.Open(path, write: true);
        try
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                PRAGMA page_size = 8192;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -{options.CacheMiB * 1024};
                PRAGMA temp_store = MEMORY;
                PRAGMA wal_autocheckpoint = {options.CheckpointPages};
                PRAGMA journal_size_limit = {options.CheckpointPages * 8192L * 2};
                """));
            if (options.MaxPages is { } pages)
            {
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
            }

            return new WriteSession(connection, names, newest);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void ForReading(Connection connection) =>
        connection.Execute("PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;");

    /// <summary>The last level of the folder is made; a path of which more is missing is likely a mistake.</summary>
    private static void MakeFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
        {
            return;
        }

        if (!Directory.Exists(Path.GetDirectoryName(folder)))
        {
            throw new StoreRefusedException($"The folder {folder} of store.sqlite does not exist, nor does the one above it: make it, or correct the path.");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new StoreRefusedException($"The folder {folder} of store.sqlite cannot be made: {denied.Message}", denied);
        }
    }
}
