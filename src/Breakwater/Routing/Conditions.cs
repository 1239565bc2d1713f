using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Verification.Json;

namespace Breakwater.Routing;

/// <summary>The pointers of all conditions of one source, read in one pass over a body, and only when a route asks.</summary>
internal sealed class Conditions
{
    private readonly PointerSet pointers;
    private readonly FrozenDictionary<string, int> places;

    public Conditions(IEnumerable<RouteSettings> routes)
    {
        pointers = new PointerSet(routes.SelectMany(route => route.Where).Select(where => where.Pointer).Distinct(StringComparer.Ordinal));
        places = pointers.Pointers.Select((pointer, place) => (pointer, place)).ToFrozenDictionary(pair => pair.pointer, pair => pair.place);
    }

    /// <summary>Where the value of a pointer lies in what <see cref="Read"/> gives.</summary>
    public int Place(string pointer) => places[pointer];

    /// <summary>The values of a body, and why it could not be read, if so: what was not found then is absent.</summary>
    public (PointerValue[] Values, string? Fault) Read(ReadOnlyMemory<byte> body)
    {
        var values = new PointerValue[pointers.Pointers.Count];
        return (values, pointers.Read(body.Span, values));
    }
}

/// <summary>One condition of a route, compiled.</summary>
internal sealed class Condition(WhereSettings where, int place)
{
    private readonly FrozenSet<string> wanted = where.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The pointer, as it was written.</summary>
    public string Pointer => where.Pointer;

    /// <summary>True when the value is one of those given.</summary>
    public bool Holds(ReadOnlySpan<PointerValue> values) => Text(values[place]) is { } text && wanted.Contains(text);

    /// <summary>Why it does not hold, in words; never with a value of the body.</summary>
    public string Why(ReadOnlySpan<PointerValue> values) => values[place].Kind switch
    {
        PointerKind.Absent => $"there is nothing at {Pointer}",
        PointerKind.Object or PointerKind.Array => $"{Pointer} is no single value",
        _ => $"the value at {Pointer} is not {string.Join(" or ", where.Values)}",
    };

    private static string? Text(PointerValue value) => value.Kind == PointerKind.Null ? "null" : value.Text;
}
