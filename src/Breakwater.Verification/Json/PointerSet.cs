using System.Text;
using System.Text.Json;

namespace Breakwater.Verification.Json;

/// <summary>
/// Several JSON Pointers (RFC 6901), read together in one pass over UTF-8 bytes, without a document in memory. Made once, immutable,
/// safe for concurrent use. Hostile input gives a fault in words, never an exception.
/// </summary>
/// <remarks>
/// Of equal keys in one object the first one wins, with everything below it. A byte order mark is skipped. A lone surrogate stays as
/// its escape (<c>\ud800</c>), so that different texts stay different.
/// </remarks>
public sealed class PointerSet
{
    /// <summary>How deep a document may nest.</summary>
    public const int MaxDepth = 128;

    private readonly PointerNode root = new("", [], 0);
    private int nodes;

    /// <summary>Compiles pointers.</summary>
    /// <param name="pointers">The pointers; <c>""</c> is the whole document.</param>
    /// <exception cref="FormatException">One of them is no JSON Pointer.</exception>
    public PointerSet(IEnumerable<string> pointers)
    {
        ArgumentNullException.ThrowIfNull(pointers);
        Pointers = [.. pointers];
        nodes = 1; // the root
        for (var number = 0; number < Pointers.Count; number++)
        {
            Add(Pointers[number], number);
        }
    }

    /// <summary>The pointers, in the order in which they were given and in which values come back.</summary>
    public IReadOnlyList<string> Pointers { get; }

    /// <summary>Says what is wrong with a text as a JSON Pointer.</summary>
    /// <returns>Null when it is one; else the reason in words.</returns>
    public static string? Fault(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (pointer.Length > 0 && pointer[0] != '/')
        {
            return "a JSON Pointer begins with /";
        }

        for (var at = pointer.IndexOf('~'); at >= 0; at = pointer.IndexOf('~', at + 1))
        {
            if (at + 1 >= pointer.Length || pointer[at + 1] is not ('0' or '1'))
            {
                return "in a JSON Pointer ~ is written ~0 and / is written ~1";
            }
        }

        return pointer.AsSpan().Count('/') > MaxDepth ? $"a JSON Pointer goes at most {MaxDepth} levels deep" : null;
    }

    /// <summary>Reads the values, and stops as soon as all of them are known: what comes after them is not looked at.</summary>
    /// <param name="json">The document.</param>
    /// <param name="values">Takes the values, in the order of <see cref="Pointers"/>; at least as long.</param>
    /// <returns>Null when all was read; else, in words, why the document cannot be read (the values are then those found before).</returns>
    public string? Read(ReadOnlySpan<byte> json, Span<PointerValue> values) => Read(json, values, toTheEnd: false);

    /// <summary>Reads the values, and the whole document: a fault anywhere in it is found.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, Span{PointerValue})" />
    public string? ReadWhole(ReadOnlySpan<byte> json, Span<PointerValue> values) => Read(json, values, toTheEnd: true);

    private string? Read(ReadOnlySpan<byte> json, Span<PointerValue> values, bool toTheEnd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, Pointers.Count);
        values[..Pointers.Count].Clear();
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        if (json.IsEmpty)
        {
            return "the body is empty";
        }

        try
        {
            Span<bool> reached = nodes <= 256 ? stackalloc bool[nodes] : new bool[nodes];
            var pass = new PointerPass(json, values, reached, root.Count);
            return pass.Run(root, toTheEnd);
        }
        catch (JsonException unreadable)
        {
            return unreadable.Message.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase)
                ? $"the body nests deeper than {MaxDepth} levels"
                : $"the body is not valid JSON (line {unreadable.LineNumber + 1}, byte {unreadable.BytePositionInLine + 1})";
        }
    }

    private void Add(string pointer, int number)
    {
        if (Fault(pointer) is { } fault)
        {
            throw new FormatException(fault);
        }

        var node = root;
        node.Count++;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var token = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = node.Children.Find(child => child.Token == token);
            if (next is null)
            {
                next = new PointerNode(token, Encoding.UTF8.GetBytes(token), nodes++);
                node.Children.Add(next);
            }

            node = next;
            node.Count++;
        }

        node.Pointers.Add(number);
    }
}
