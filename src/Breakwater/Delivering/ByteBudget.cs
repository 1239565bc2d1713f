namespace Breakwater.Delivering;

/// <summary>
/// The bytes that all lines together may hold. One line is never given more than half of what is left, so that slow destinations
/// can't take everything; and always at least <see cref="Least"/> at a time, so that each one goes on. What is held in the worst
/// case is therefore the budget, and for each destination <see cref="Least"/> and one body more. Safe for concurrent use.
/// </summary>
internal sealed class ByteBudget(long most)
{
    /// <summary>What a line may fetch even when everything is taken, in bytes.</summary>
    public const long Least = 16 * 1024;

    private long taken;

    /// <summary>The bytes in use.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <summary>How much one line may take now.</summary>
    public long Share => Math.Max(Least, (most - Taken) / 2);

    public void Take(long bytes) => Interlocked.Add(ref taken, bytes);

    public void Return(long bytes) => Interlocked.Add(ref taken, -bytes);
}
