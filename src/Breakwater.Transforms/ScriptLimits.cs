namespace Breakwater.Transforms;

/// <summary>The bounds of one run of a script, each with its unit. What reaches one is a fault of the transform, with the bound in its words.</summary>
internal static class ScriptLimits
{
    /// <summary>Steps (statements) of one run.</summary>
    public const int Steps = 250_000;

    /// <summary>Bytes that one run may allocate, beside what its event's body takes (<see cref="BytesPerBodyByte"/>).</summary>
    public const long Bytes = 32L * 1024 * 1024;

    /// <summary>Bytes allowed beside for each byte of the event's body: a parsed body is several times as large.</summary>
    public const long BytesPerBodyByte = 32;

    /// <summary>How deep functions may call each other.</summary>
    public const int Calls = 200;

    /// <summary>How deep JSON may nest before it is no body any more.</summary>
    public const int JsonDepth = 64;

    /// <summary>Elements of one array.</summary>
    public const uint ArrayItems = 1_000_000;

    /// <summary>Bytes of the body that a run may return.</summary>
    public const int ResultBytes = 8 * 1024 * 1024;

    /// <summary>Headers that a run may return.</summary>
    public const int Headers = 50;

    /// <summary>Characters of a script's own error that are kept.</summary>
    public const int ErrorLength = 500;

    /// <summary>How long one run may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    /// <summary>How long one regular expression may search.</summary>
    public static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long a run is waited for that is inside one operation of the language (a gigantic sort) and does not look at its bounds. Then
    /// its thread is left to itself, and the script takes nothing else until it ends.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The stack of a script's thread: reserved, not taken. What nests as deep as <see cref="Bytes"/> allows still fits, for a stack that
    /// overflows would end the process.
    /// </summary>
    public const int StackBytes = 256 * 1024 * 1024;
}
