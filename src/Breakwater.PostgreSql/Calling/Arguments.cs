using Npgsql;
using NpgsqlTypes;

namespace Breakwater.PostgreSql.Calling;

/// <summary>Values of a statement, by position and with their types, so that nothing is boxed or guessed.</summary>
internal static class Arguments
{
    public static NpgsqlParameterCollection Uuid(this NpgsqlParameterCollection values, Guid? value) =>
        value is { } known ? values.With(known, NpgsqlDbType.Uuid) : values.Null(NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection Int(this NpgsqlParameterCollection values, int value) => values.With(value, NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection NoInt(this NpgsqlParameterCollection values) => values.Null(NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection Small(this NpgsqlParameterCollection values, short? value) =>
        value is { } known ? values.With(known, NpgsqlDbType.Smallint) : values.Null(NpgsqlDbType.Smallint);

    public static NpgsqlParameterCollection Long(this NpgsqlParameterCollection values, long? value) =>
        value is { } known ? values.With(known, NpgsqlDbType.Bigint) : values.Null(NpgsqlDbType.Bigint);

    public static NpgsqlParameterCollection Double(this NpgsqlParameterCollection values, double? value) =>
        value is { } known ? values.With(known, NpgsqlDbType.Double) : values.Null(NpgsqlDbType.Double);

    public static NpgsqlParameterCollection Flag(this NpgsqlParameterCollection values, bool value) => values.With(value, NpgsqlDbType.Boolean);

    public static NpgsqlParameterCollection Text(this NpgsqlParameterCollection values, string? value) =>
        value is { } known ? values.With(known, NpgsqlDbType.Text) : values.Null(NpgsqlDbType.Text);

    public static NpgsqlParameterCollection Bytes(this NpgsqlParameterCollection values, byte[]? value) =>
        value is { } known ? values.With(known, NpgsqlDbType.Bytea) : values.Null(NpgsqlDbType.Bytea);

    public static NpgsqlParameterCollection Uuids(this NpgsqlParameterCollection values, Guid[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection Uuids(this NpgsqlParameterCollection values, Guid?[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection Ints(this NpgsqlParameterCollection values, int[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection Ints(this NpgsqlParameterCollection values, int?[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection Smalls(this NpgsqlParameterCollection values, short[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    public static NpgsqlParameterCollection Longs(this NpgsqlParameterCollection values, long[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameterCollection Longs(this NpgsqlParameterCollection values, long?[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameterCollection Texts(this NpgsqlParameterCollection values, string?[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameterCollection Blobs(this NpgsqlParameterCollection values, ReadOnlyMemory<byte>[] value) =>
        values.With(value, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    private static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection values, T value, NpgsqlDbType type)
    {
        values.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return values;
    }

    private static NpgsqlParameterCollection Null(this NpgsqlParameterCollection values, NpgsqlDbType type)
    {
        values.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });
        return values;
    }
}
