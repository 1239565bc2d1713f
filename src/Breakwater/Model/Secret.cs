using System.Text;

namespace Breakwater.Model;

/// <summary>
/// A string that nothing can print: logs, exceptions, JSON and debuggers show <c>***</c>.
/// Whoever needs the value says so by calling <see cref="Reveal"/>.
/// </summary>
/// <param name="value">The secret text.</param>
[System.Diagnostics.DebuggerDisplay("***")]
public sealed class Secret(string value) : IEquatable<Secret>
{
    private readonly string value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The secret itself: only for the code that signs, verifies or sends with it.</summary>
    public string Reveal() => value;

    /// <summary>The UTF-8 bytes of the secret.</summary>
    public byte[] RevealBytes() => Encoding.UTF8.GetBytes(value);

    /// <inheritdoc />
    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
