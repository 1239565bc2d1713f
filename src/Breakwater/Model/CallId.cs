using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Model;

/// <summary>The id of a call: <c>call_…</c>. It has the bits of the event that the call is recorded as.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct CallId(SortableId Value) : IComparable<CallId>, ISpanFormattable
{
    /// <summary>What the text begins with.</summary>
    public const string Prefix = "call_";

    /// <summary>The event that the call is recorded as.</summary>
    public EventId Event => new(Value);

    /// <inheritdoc />
    public int CompareTo(CallId other) => Value.CompareTo(other.Value);

    /// <summary>The text form, <c>call_</c> and 26 digits.</summary>
    public override string ToString() => PrefixedId.Format(Prefix, Value);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc />
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        PrefixedId.TryFormat(Prefix, Value, destination, out charsWritten);

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CallId id)
    {
        var good = PrefixedId.TryParse(Prefix, text, out var value);
        id = new CallId(value);
        return good;
    }
}
