using System.Buffers.Binary;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps what operators did, in the order of time.</summary>
internal sealed class SqliteAudit(Writer writer, Readers readers) : IAuditStore
{
    private const string Columns = "id, at, actor, action, target, detail, address, node, result, reason";

    public Task AddAsync(AuditEntry entry, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query($"INSERT INTO audit ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .Add(Key(entry.Id)).Add(entry.At.ToTicks()).Add(entry.Actor).Add(entry.Action).Add(entry.Target).Add(entry.Detail)
                .Add(entry.Address).Add(entry.Node).Add((long)entry.Result).Add(entry.Reason).Run();
            return true;
        },
        cancellation);

    public Task EndAsync(AuditEntry entry, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("UPDATE audit SET result = ?, reason = ?, target = ?, detail = ? WHERE id = ?")
                .Add((long)entry.Result).Add(entry.Reason).Add(entry.Target).Add(entry.Detail).Add(Key(entry.Id)).Run();
            return true;
        },
        cancellation);

    public Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellation) =>
        readers.ReadAsync(connection => List(connection, filter, page), cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < ? ORDER BY id LIMIT ?)")
                .Add(Key(new SortableId(Moments.FirstId(before), 0))).Add((long)limit).Run();
            return session.Connection.Changes;
        },
        cancellation);

    internal static Page<AuditEntry> List(Connection connection, AuditFilter filter, PageRequest page)
    {
        // Each question has its own text, so that each goes along the index that fits it.
        var sql = $"SELECT {Columns} FROM audit WHERE id < ?"
            + (filter.Actor is null ? "" : " AND actor = ?")
            + (filter.Action is null ? "" : " AND action = ?")
            + " ORDER BY id DESC LIMIT ?";
        using var row = connection.Query(sql);
        row.Add(page.After is { } after ? Key(after) : Key(new SortableId(long.MaxValue, -1)));
        foreach (var text in new[] { filter.Actor, filter.Action })
        {
            if (text is not null)
            {
                row.Add(text);
            }
        }

        row.Add((long)page.Limit + 1);
        var found = new List<AuditEntry>();
        while (row.Read())
        {
            found.Add(Read(row));
        }

        return found.Count > page.Limit
            ? new Page<AuditEntry>(found[..page.Limit], found[page.Limit - 1].Id)
            : new Page<AuditEntry>(found, null);
    }

    private static AuditEntry Read(Statement row) => new()
    {
        Id = Id(row.Bytes(0)),
        At = Moments.FromTicks(row.Long(1)),
        Actor = row.Text(2),
        Action = row.Text(3),
        Target = row.TextOrNull(4),
        Detail = row.TextOrNull(5),
        Address = row.TextOrNull(6),
        Node = row.Text(7),
        Result = (AuditResult)row.Int(8),
        Reason = row.TextOrNull(9),
    };

    private static byte[] Key(SortableId id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id.High);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), id.Low);
        return bytes;
    }

    private static SortableId Id(ReadOnlySpan<byte> key) =>
        new(BinaryPrimitives.ReadInt64BigEndian(key), BinaryPrimitives.ReadInt64BigEndian(key[8..]));
}
