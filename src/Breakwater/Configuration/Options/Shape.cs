using System.Text.Json.Nodes;

namespace Breakwater.Configuration.Options;

/// <summary>Reads a value at a place; on failure it has reported why, and the value means nothing.</summary>
internal delegate bool ShapeReader<T>(Place place, Binding binding, out T value);

/// <summary>
/// A kind of value with its range: how it is read, how it is said in words, what its JSON Schema is, and how a value of it is written.
/// Validator, schema and reference page all come from here.
/// </summary>
internal sealed class Shape<T>
{
    /// <summary>The kind and its range, for people: <c>a duration from 10ms to 10m</c>.</summary>
    public required string Words { get; init; }

    public required ShapeReader<T> Read { get; init; }

    /// <summary>Its JSON Schema; sections put themselves into the definitions that are handed in.</summary>
    public required Func<JsonObject, JsonObject> Schema { get; init; }

    /// <summary>A value as it would be written in the file: for defaults.</summary>
    public required Func<T, string> Show { get; init; }

    /// <summary>The section whose options stand below it, if any: the reference page goes on there.</summary>
    public Section? Section { get; init; }

    /// <summary>True when values are secret.</summary>
    public bool Secret { get; init; }
}

/// <summary>A value with its place, where a list or mapping keeps the places of its parts.</summary>
internal sealed record Placed<T>(T Value, Place Place);

/// <summary>A named value of a mapping with free names.</summary>
internal sealed record Named<T>(string Name, T Value, Place Place);
