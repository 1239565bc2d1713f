using System.Globalization;
using System.Text;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Breakwater.PostgreSql.Reading;

/// <summary>A statement that is put together from what was asked for. What others typed is a value, and never part of its text.</summary>
internal sealed class Statement
{
    private readonly StringBuilder sql = new();
    private readonly List<NpgsqlParameter> values = [];

    public Statement Add(string text)
    {
        sql.Append(text);
        return this;
    }

    /// <summary>Adds a value.</summary>
    /// <returns>What stands for it in the text.</returns>
    public string Value(string text) => Place(new NpgsqlParameter<string> { TypedValue = text.ToColumn(), NpgsqlDbType = NpgsqlDbType.Text });

    /// <inheritdoc cref="Value(string)"/>
    public string Value(long number) => Place(new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint });

    /// <inheritdoc cref="Value(string)"/>
    public string Value(Guid key) => Place(new NpgsqlParameter<Guid> { TypedValue = key, NpgsqlDbType = NpgsqlDbType.Uuid });

    /// <inheritdoc cref="Value(string)"/>
    public string Value(int[] numbers) =>
        Place(new NpgsqlParameter<int[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });

    public NpgsqlCommand On(NpgsqlConnection connection)
    {
        var command = connection.Query(sql.ToString());
        values.ForEach(value => command.Parameters.Add(value));
        return command;
    }

    private string Place(NpgsqlParameter value)
    {
        values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
    }
}
