using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Takes whole records over from another store, as they are: a portion is one transaction.</summary>
internal sealed class TransferWrites(Database database, Names names, Kinds kinds, Skew skew, Signals signals)
{
    /// <summary>Of two imports at once, one portion waits for the other: so what is looked for first is still so when it is written.</summary>
    private static readonly string Alone = $"SELECT pg_advisory_xact_lock({Fence.Lock}, -1)";

    private const string InsertReplay = $"INSERT INTO replays ({ReplayRow.Columns}) VALUES ({ReplayRow.Values})";

    private const string Hold = "SELECT 1 FROM shards WHERE shard = ANY($1::smallint[]) ORDER BY shard FOR SHARE";

    private const string Held =
        "SELECT s.shard FROM shards s JOIN nodes n ON n.id = s.owner WHERE s.shard = ANY($1::smallint[]) AND n.until > clock_timestamp()";

    /// <exception cref="TransferConflictException">An id belongs to something else; the transaction is taken back.</exception>
    public async Task<TransferReceipt> WriteAsync(
        IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays, CancellationToken cancellation)
    {
        await names.EnsureAsync(Named(events), cancellation);
        (int Source, string? Type)[] pairs = [.. events.Select(whole => (names[whole.Event.Source], whole.Event.Type))];
        var numbers = await kinds.OfAsync(pairs, cancellation);
        var given = new TransferBatch(events, [.. pairs.Zip(numbers, (pair, kind) => (pair.Source, kind))], replays);
        var wider = skew.With([.. events.Select(whole => new Storage.Recording(whole.Event, []))]);
        var receipt = await database.CommitAsync((connection, _) => CommitAsync(connection, given, wider, cancellation), cancellation);
        if (wider is { } committed)
        {
            skew.Learn(committed);
        }

        return receipt;
    }

    private static IEnumerable<string> Named(IReadOnlyList<WholeEvent> events)
    {
        foreach (var whole in events)
        {
            yield return whole.Event.Source;
            foreach (var delivery in whole.Deliveries)
            {
                yield return delivery.Delivery.Destination;
                foreach (var attempt in delivery.Attempts)
                {
                    yield return attempt.Node;
                }

                if (delivery.Started is { } start)
                {
                    // Its name stands in the attempt, should it be ended at once.
                    yield return start.Node ?? "";
                }
            }
        }
    }

    private async Task<TransferReceipt> CommitAsync(
        NpgsqlConnection connection, TransferBatch given, (long Least, long Greatest)? wider, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var alone = connection.Query(Alone))
        {
            await alone.ExecuteNonQueryAsync(cancellation);
        }

        var there = await connection.TakenAsync(given, cancellation);
        var unknown = given.Unknown(there);
        var replays = given.UnknownReplays(there);
        var fresh = await connection.IdentifyAsync(unknown, cancellation);
        await connection.RefuseTakenDeliveriesAsync(fresh, cancellation);
        var held = await HeldAsync(connection, fresh, cancellation);
        await using var batch = new NpgsqlBatch(connection);
        new TransferColumns(fresh, names, held).AddTo(batch);
        if (wider is { } span)
        {
            Skew.AddTo(batch, span);
        }

        foreach (var replay in replays)
        {
            ReplayRow.AddTo(batch.Add(InsertReplay), replay);
        }

        Tell(batch, fresh, replays);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }

        var receipt = given.Answer(unknown, fresh, replays);
        await transaction.CommitAsync(cancellation);
        return receipt;
    }

    /// <summary>
    /// The shards among these in which a node is at work. They stay so until this is committed; whoever takes any of the others afterwards
    /// finds what had begun in them.
    /// </summary>
    private static async Task<ShardSet> HeldAsync(NpgsqlConnection connection, IReadOnlyList<FreshEvent> fresh, CancellationToken cancellation)
    {
        short[] shards = [.. fresh.SelectMany(one => one.Whole.Deliveries.Where(delivery => delivery.Started is not null)
            .Select(delivery => (short)TransferColumns.ShardOf(one.Whole.Event, delivery.Delivery))).Distinct().Order()];
        if (shards.Length == 0)
        {
            return ShardSet.None;
        }

        await using (var hold = connection.Query(Hold))
        {
            hold.Parameters.Smalls(shards);
            await hold.ExecuteNonQueryAsync(cancellation);
        }

        var held = new List<int>();
        await using var command = connection.Query(Held);
        command.Parameters.Smalls(shards);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            held.Add(row.Small(0));
        }

        return ShardSet.Of(held);
    }

    /// <summary>Nodes that are at work need not wait for their next turn.</summary>
    private void Tell(NpgsqlBatch batch, IReadOnlyList<FreshEvent> fresh, IReadOnlyList<Replay> replays)
    {
        var owed = fresh.SelectMany(one => one.Whole.Deliveries).Select(whole => whole.Delivery)
            .Where(delivery => delivery.State == DeliveryState.Waiting).Select(delivery => delivery.Destination).Distinct(StringComparer.Ordinal);
        foreach (var destination in owed)
        {
            signals.AddTo(batch, new LeaseSignal(LeaseSignalKind.Due, destination));
        }

        if (replays.Any(replay => replay.State == ReplayState.Running))
        {
            signals.AddTo(batch, new LeaseSignal(LeaseSignalKind.Replay));
        }
    }
}
