using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>Last good answers.</summary>
internal static class GoodAnswerReads
{
    public static GoodAnswer? LastGood(this Connection connection, Guid request)
    {
        using var row = connection.Query("SELECT delivery, low, at FROM good_answers WHERE request = ?").Add(request.ToByteArray());
        return row.Read() ? new GoodAnswer(new DeliveryId(new SortableId(row.Long(0), row.Long(1))), Moments.FromTicks(row.Long(2))) : null;
    }
}
