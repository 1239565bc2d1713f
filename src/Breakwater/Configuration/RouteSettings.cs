using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>Which events of a source go to which destinations.</summary>
public sealed record RouteSettings
{
    /// <summary>The sources.</summary>
    public required IReadOnlyList<string> From { get; init; }

    /// <summary>Patterns of types; <c>*</c> matches within a dot-separated part and beyond. Empty: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Equality conditions on JSON Pointers into the body: each must hold. A value is compared as text.</summary>
    public IReadOnlyList<WhereSettings> Where { get; init; } = [];

    /// <summary>The destinations.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>The kind of entity whose applied events it delivers, in that order; null: every event that matches.</summary>
    public string? Entity { get; init; }

    /// <summary>In what order each destination sees the events of one key. Defaults to none.</summary>
    public DeliveryOrder Order { get; init; }

    /// <summary>What a dead letter does to the later events of its key, where there is an order. Defaults to holding them.</summary>
    public OnDead OnDead { get; init; }

    /// <summary>Makes of the event what the destinations receive; null: they receive it as it came.</summary>
    public ITransform? Transform { get; init; }
}

/// <summary>One condition: the value at a JSON Pointer is one of those given.</summary>
/// <param name="Pointer">The JSON Pointer (RFC 6901).</param>
/// <param name="Values">The values, as text: <c>eur</c>, <c>42</c>, <c>true</c>, <c>null</c>.</param>
public sealed record WhereSettings(string Pointer, IReadOnlyList<string> Values);
