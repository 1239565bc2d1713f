namespace Breakwater.Verification.Json;

/// <summary>What a JSON Pointer points at.</summary>
public enum PointerKind
{
    /// <summary>Nothing: the path does not exist in the document.</summary>
    Absent = 0,

    /// <summary>A <c>null</c>.</summary>
    Null = 1,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 2,

    /// <summary>A number.</summary>
    Number = 3,

    /// <summary>A string.</summary>
    String = 4,

    /// <summary>An object.</summary>
    Object = 5,

    /// <summary>An array.</summary>
    Array = 6,
}

/// <summary>The value at a JSON Pointer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">
/// A string unescaped; a number in exactly the characters in which it came (so ids beyond 64 bits survive); <c>true</c> or <c>false</c>;
/// null for everything else.
/// </param>
public readonly record struct PointerValue(PointerKind Kind, string? Text);
