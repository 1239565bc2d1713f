using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Model;

/// <summary>
/// The 128 bits behind every id: 48 bits of Unix milliseconds, 16 bits that count within a millisecond,
/// and 64 random bits that make ids impossible to guess. Sorts by time; its text is 26 digits of lower-case
/// Crockford base 32, which sorts the same way.
/// </summary>
/// <param name="High">Milliseconds and counter: positive, unique in one store, growing on one node.</param>
/// <param name="Low">The random half.</param>
public readonly record struct SortableId(long High, long Low) : IComparable<SortableId>
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>The length of the text form.</summary>
    public const int TextLength = 26;

    /// <summary>The moment in which the id was made, to the millisecond.</summary>
    public DateTimeOffset Moment => DateTimeOffset.FromUnixTimeMilliseconds(High >> 16);

    /// <inheritdoc />
    public int CompareTo(SortableId other)
    {
        var byHigh = High.CompareTo(other.High);
        return byHigh != 0 ? byHigh : ((ulong)Low).CompareTo((ulong)other.Low);
    }

    /// <summary>The text form: 26 lower-case digits.</summary>
    public override string ToString() => string.Create(TextLength, this, static (span, id) => id.Write(span));

    /// <summary>Writes the 26 digits of the text form.</summary>
    public void Write(Span<char> destination)
    {
        // 128 bits in digits of 5, from the right: 12 of the low half, 12 that begin with its last 4 bits, and 2.
        var bits = WriteDigits(destination[14..], (ulong)Low, 12) | ((ulong)High << 4);
        bits = WriteDigits(destination[2..], bits, 12) | ((ulong)High >> 60 << 4);
        WriteDigits(destination, bits, 2);
    }

    private static ulong WriteDigits(Span<char> destination, ulong bits, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            destination[i] = Digits[(int)(bits & 31)];
            bits >>= 5;
        }

        return bits;
    }

    /// <summary>Reads the text form; letters in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SortableId id)
    {
        id = default;
        if (text.Length != TextLength)
        {
            return false;
        }

        UInt128 bits = 0;
        foreach (var c in text)
        {
            var digit = Digits.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)digit;
        }

        // 26 digits hold 130 bits: the first digit may only be 0 to 3 (here 0 or 1, as High is positive).
        if (text[0] is < '0' or > '3' || (long)(ulong)(bits >> 64) < 0)
        {
            return false;
        }

        id = new SortableId((long)(ulong)(bits >> 64), (long)(ulong)bits);
        return true;
    }

    /// <summary>
    /// The least and the greatest id whose text begins as given: what a shortened id stands for.
    /// </summary>
    /// <returns>False when the text has a character that no id has, or is longer than an id.</returns>
    public static bool TryParsePrefix(ReadOnlySpan<char> text, out SortableId first, out SortableId last)
    {
        first = last = default;
        if (text.Length is 0 or > TextLength)
        {
            return false;
        }

        Span<char> low = stackalloc char[TextLength];
        Span<char> high = stackalloc char[TextLength];
        low.Fill('0');
        high.Fill('z');
        text.CopyTo(low);
        text.CopyTo(high);
        if (!TryParse(low, out first))
        {
            return false;
        }

        if (!TryParse(high, out last))
        {
            last = new SortableId(long.MaxValue, -1);
        }

        return true;
    }
}

/// <summary>The id of an event: <c>evt_…</c>. It is also the <c>webhook-id</c> that destinations see at every attempt.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct EventId(SortableId Value) : IComparable<EventId>, ISpanFormattable
{
    /// <summary>What the text begins with.</summary>
    public const string Prefix = "evt_";

    /// <inheritdoc />
    public int CompareTo(EventId other) => Value.CompareTo(other.Value);

    /// <summary>The text form, <c>evt_</c> and 26 digits.</summary>
    public override string ToString() => PrefixedId.Format(Prefix, Value);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc />
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        PrefixedId.TryFormat(Prefix, Value, destination, out charsWritten);

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventId id)
    {
        var good = PrefixedId.TryParse(Prefix, text, out var value);
        id = new EventId(value);
        return good;
    }
}

/// <summary>The id of a delivery: <c>dlv_…</c>.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct DeliveryId(SortableId Value) : IComparable<DeliveryId>, ISpanFormattable
{
    /// <summary>What the text begins with.</summary>
    public const string Prefix = "dlv_";

    /// <inheritdoc />
    public int CompareTo(DeliveryId other) => Value.CompareTo(other.Value);

    /// <summary>The text form, <c>dlv_</c> and 26 digits.</summary>
    public override string ToString() => PrefixedId.Format(Prefix, Value);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc />
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        PrefixedId.TryFormat(Prefix, Value, destination, out charsWritten);

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeliveryId id)
    {
        var good = PrefixedId.TryParse(Prefix, text, out var value);
        id = new DeliveryId(value);
        return good;
    }
}

/// <summary>The id of a bulk replay: <c>rpl_…</c>.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct ReplayId(SortableId Value) : IComparable<ReplayId>, ISpanFormattable
{
    /// <summary>What the text begins with.</summary>
    public const string Prefix = "rpl_";

    /// <inheritdoc />
    public int CompareTo(ReplayId other) => Value.CompareTo(other.Value);

    /// <summary>The text form, <c>rpl_</c> and 26 digits.</summary>
    public override string ToString() => PrefixedId.Format(Prefix, Value);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc />
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        PrefixedId.TryFormat(Prefix, Value, destination, out charsWritten);

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReplayId id)
    {
        var good = PrefixedId.TryParse(Prefix, text, out var value);
        id = new ReplayId(value);
        return good;
    }
}

internal static class PrefixedId
{
    public static string Format(string prefix, SortableId value) =>
        string.Create(prefix.Length + SortableId.TextLength, (prefix, value), static (span, id) =>
        {
            id.prefix.CopyTo(span);
            id.value.Write(span[id.prefix.Length..]);
        });

    public static bool TryFormat(string prefix, SortableId value, Span<char> destination, out int written)
    {
        written = prefix.Length + SortableId.TextLength;
        if (destination.Length < written)
        {
            written = 0;
            return false;
        }

        prefix.CopyTo(destination);
        value.Write(destination[prefix.Length..]);
        return true;
    }

    public static bool TryParse(string prefix, string? text, out SortableId value)
    {
        value = default;
        return text is not null
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && SortableId.TryParse(text.AsSpan(prefix.Length), out value);
    }
}
