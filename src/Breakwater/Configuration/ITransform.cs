using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>
/// Makes of an event what a destination receives: a pure function of the event, so that each attempt sends the same. Safe for concurrent use.
/// </summary>
public interface ITransform
{
    /// <summary>What it is called in errors: the script's path as the configuration names it.</summary>
    string Name { get; }

    /// <summary>Transforms one event. Bounded in time and memory; never throws for what the event or the transform's author did.</summary>
    ValueTask<Transformed> ApplyAsync(Event evt);
}

/// <summary>What a transform made of an event, or why it could not.</summary>
public sealed record Transformed
{
    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers that replace the event's own of the same name, its <c>Content-Type</c> among them. The destination's own replace these.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The HTTP method; null for the destination's.</summary>
    public string? Method { get; init; }

    /// <summary>Why nothing can be sent; null when it can.</summary>
    public TransformFault? Fault { get; init; }
}

/// <summary>Why a transform gave nothing to send.</summary>
/// <param name="Text">For an operator, with file and line where there are any: <c>transforms/orders.js:12: TypeError: …</c>.</param>
/// <param name="MayPass">
/// True when another try may do better, because time ran out and not reason. False otherwise: the same event gives the same fault.
/// </param>
public sealed record TransformFault(string Text, bool MayPass = false);
