using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Calling;

/// <summary>Values of a row, by position.</summary>
internal static class Reader
{
    public static bool IsNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column);

    public static Guid Key(this NpgsqlDataReader row, int column) => row.GetFieldValue<Guid>(column);

    public static Guid? KeyOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<Guid>(column);

    public static int Int(this NpgsqlDataReader row, int column) => row.GetInt32(column);

    public static int? IntOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static short Small(this NpgsqlDataReader row, int column) => row.GetInt16(column);

    public static long Long(this NpgsqlDataReader row, int column) => row.GetInt64(column);

    public static long? LongOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static string Text(this NpgsqlDataReader row, int column) => row.GetString(column).FromColumn();

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column).FromColumn();

    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
