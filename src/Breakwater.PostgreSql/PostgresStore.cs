using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Opening;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.PostgreSql;

/// <summary>
/// The store for many nodes: one PostgreSQL database, every commit flushed before it is answered. Several groups are committed at once, and
/// the server flushes them together.
/// </summary>
public sealed class PostgresStore : IStore
{
    private const string Touch = "UPDATE probe SET count = count + 1";

    private readonly Database database;
    private readonly Signals signals;
    private readonly LastId last;

    private PostgresStore(Database database, PostgresOptions options, Signals signals, LastId last)
    {
        this.database = database;
        this.signals = signals;
        this.last = last;
        Committers = options.Committers;
        var names = new Names(database);
        var self = new Self();
        var (kinds, skew) = (new Kinds(database), new Skew());
        var records = new RecordWrites(database, names, kinds, skew);
        Events = new PostgresEvents(database, records, last);
        Deliveries = new PostgresDeliveries(database, names, last, self, records);
        Replays = new PostgresReplays(database, names, last, self);
        Entities = new PostgresEntities(database, new EntityWrites(database, names), last);
        Reconciliations = new PostgresReconciliations(database, last, self);
        Pauses = new PostgresPauses(database);
        Tokens = new PostgresTokens(database);
        Audit = new PostgresAudit(database);
        Seals = new PostgresSeals(database);
        Search = new PostgresSearch(database);
        Leases = new PostgresLeases(database, self, new RecoverWrites(database, names), signals);
        Transfer = new PostgresTransfer(database, new TransferWrites(database, names, kinds, skew, signals), last);
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
    public ILeases Leases { get; }

    /// <inheritdoc />
    public ITransfer Transfer { get; }

    /// <inheritdoc />
    public long LastId => last.High;

    /// <inheritdoc />
    public int Committers { get; }

    /// <summary>Connects, makes the schema where there is none, and brings it to this version.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="chance">Chance, safe for concurrent use: spreads the moments at which nodes come back.</param>
    /// <param name="logger">The log.</param>
    /// <param name="cancellation">Ends the attempt to open it.</param>
    /// <exception cref="StoreRefusedException">It cannot be opened: what, where, and what to do.</exception>
    public static async Task<PostgresStore> OpenAsync(
        PostgresOptions options, TimeProvider clock, Random chance, ILogger logger, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = options.Connection.Reveal();
        var read = ConnectionText.Read(text);
        var place = ConnectionText.Place(read);
        try
        {
            await using (var opening = Pools.ForOpening(text, options))
            {
                var patience = new Patience(options.OpenPatience, place, clock, logger);
                await patience.WaitAsync(() => SchemaVersions.ApplyAsync(opening, Pools.SchemaOf(read), place, cancellation), cancellation);
            }

            return await ConnectAsync(options, place, clock, chance, cancellation);
        }
        catch (Exception failure) when (failure is not StoreRefusedException && Refusal.Words(failure, place, read) is { } words)
        {
            throw new StoreRefusedException(words, failure);
        }
    }

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Touch);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await signals.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task<PostgresStore> ConnectAsync(
        PostgresOptions options, string place, TimeProvider clock, Random chance, CancellationToken cancellation)
    {
        var text = options.Connection.Reveal();
        var database = new Database(place, Pools.ForWriting(text, options), Pools.ForReading(text, options), new Reach(clock, chance));
        try
        {
            var last = new LastId();
            await database.ReadAsync(connection => last.ReadAsync(connection, cancellation), cancellation);
            var signals = new Signals(Pools.SchemaOf(ConnectionText.Read(text)), Pools.ForListening(text, options), place);
            return new PostgresStore(database, options, signals, last);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
