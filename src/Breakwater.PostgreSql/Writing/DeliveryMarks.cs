using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>What hardly any delivery has: a doubt, a fallback, what it stands in for. Written behind its insertion, so that nobody else pays for it.</summary>
internal static class DeliveryMarks
{
    private const string Sql =
        "WITH marked AS (UPDATE deliveries d SET doubt = w.doubt, fallback = w.fallback, instead = w.instead "
        + "FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[]) AS w (id, doubt, fallback, instead) WHERE d.id = w.id "
        + "RETURNING d.id, d.destination, d.doubt) "
        + "UPDATE undelivered u SET held = true FROM marked m WHERE m.doubt = 2 AND u.destination = m.destination AND u.delivery = m.id AND u.state = 0";

    public static void AddTo(NpgsqlBatch batch, IEnumerable<Delivery> deliveries)
    {
        var marked = deliveries.Where(one => one is not { Ambiguity: Ambiguity.None, Fallback: null, InsteadOf: null }).OrderBy(one => one.Id).ToList();
        if (marked.Count == 0)
        {
            return;
        }

        batch.Add(Sql)
            .Uuids([.. marked.Select(one => one.Id.Value.ToKey())])
            .Smalls([.. marked.Select(one => (short)one.Ambiguity)])
            .Texts([.. marked.Select(one => FallbackText.Of(one.Fallback))])
            .Texts([.. marked.Select(one => FallbackText.Of(one.InsteadOf))]);
    }
}
