using System.Text;
using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>A WHERE clause and what is bound to it. Values are only ever bound, never written into the text.</summary>
internal sealed class Conditions
{
    private readonly StringBuilder text = new();
    private readonly List<object> values = [];

    /// <summary>The clause; <c>true</c> when there is no condition.</summary>
    public string Text => text.Length == 0 ? "true" : text.ToString();

    /// <summary>Adds a condition; each <c>?</c> in it stands for the next value.</summary>
    public Conditions And(string condition, params ReadOnlySpan<object> bound)
    {
        if (text.Length > 0)
        {
            text.Append(" AND ");
        }

        text.Append(condition);
        values.AddRange(bound);
        return this;
    }

    public void Bind(Statement statement)
    {
        for (var i = 0; i < values.Count; i++)
        {
            _ = values[i] switch
            {
                long number => statement.Bind(i + 1, number),
                string word => statement.Bind(i + 1, word),
                byte[] bytes => statement.Bind(i + 1, bytes.AsSpan()),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }

    /// <summary>A pattern in which only <c>*</c> is special, as SQLite's GLOB.</summary>
    public static string Glob(string pattern) =>
        pattern.Replace("[", "[[]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);

    /// <summary>The least text that no text with this beginning reaches, or null where there is none.</summary>
    public static string? After(string beginning) =>
        beginning.Length > 0 && beginning[^1] < '\uD7FF' ? beginning[..^1] + (char)(beginning[^1] + 1) : null;

    public static long State(DeliveryState state) => (long)state;
}
