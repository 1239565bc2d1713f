using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>Last good answers.</summary>
internal static class GoodAnswerReads
{
    private const string Sql = "SELECT delivery, at FROM good_answers WHERE request = $1";

    public static async Task<GoodAnswer?> LastGoodAsync(this NpgsqlConnection connection, Guid request, CancellationToken cancellation)
    {
        await using var command = connection.Query(Sql);
        command.Parameters.Uuid(request);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new GoodAnswer(new DeliveryId(row.Key(0).ToId()), Moments.FromTicks(row.Long(1))) : null;
    }
}
