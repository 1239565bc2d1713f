using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Model;

/// <summary>The id of a reconciliation: <c>rec_…</c>.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct ReconciliationId(SortableId Value) : IComparable<ReconciliationId>, ISpanFormattable
{
    /// <summary>What the text begins with.</summary>
    public const string Prefix = "rec_";

    /// <inheritdoc />
    public int CompareTo(ReconciliationId other) => Value.CompareTo(other.Value);

    /// <summary>The text form, <c>rec_</c> and 26 digits.</summary>
    public override string ToString() => PrefixedId.Format(Prefix, Value);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc />
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        PrefixedId.TryFormat(Prefix, Value, destination, out charsWritten);

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReconciliationId id)
    {
        var good = PrefixedId.TryParse(Prefix, text, out var value);
        id = new ReconciliationId(value);
        return good;
    }
}
