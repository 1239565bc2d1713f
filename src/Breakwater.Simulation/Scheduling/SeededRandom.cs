namespace Breakwater.Simulation.Scheduling;

/// <summary>
/// Chance from a seed, the same on every machine and in every version (SplitMix64). Not for threads.
/// </summary>
internal sealed class SeededRandom(ulong seed) : Random(0)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state = seed;

    /// <summary>Chance of its own for a purpose: what one purpose takes moves no other.</summary>
    public static SeededRandom For(ulong seed, string purpose, long number = 0)
    {
        var hash = Trace.Basis;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * Trace.Prime;
        }

        return new SeededRandom(Mixed(seed ^ Mixed(hash ^ Mixed((ulong)number + Golden))));
    }

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Next(times) == 0;

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> of) => of[Next(of.Count)];

    /// <summary>A time from here to there; short ones are as likely as long ones.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least * Math.Pow(most / least, NextDouble());

    /// <inheritdoc />
    public override double NextDouble() => (Take() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc />
    public override int Next() => (int)(Take() >> 33);

    /// <inheritdoc />
    public override int Next(int maxValue) => (int)Below((ulong)Math.Max(1, maxValue));

    /// <inheritdoc />
    public override int Next(int minValue, int maxValue) => (int)(minValue + (long)Below((ulong)Math.Max(1, (long)maxValue - minValue)));

    /// <inheritdoc />
    public override long NextInt64() => (long)(Take() >> 1);

    /// <inheritdoc />
    public override long NextInt64(long maxValue) => (long)Below((ulong)Math.Max(1, maxValue));

    /// <inheritdoc />
    public override long NextInt64(long minValue, long maxValue) => unchecked((long)((ulong)minValue + Below(Math.Max(1, (ulong)maxValue - (ulong)minValue))));

    /// <inheritdoc />
    public override float NextSingle() => (float)NextDouble();

    /// <inheritdoc />
    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    /// <inheritdoc />
    public override void NextBytes(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)Take();
        }
    }

    /// <inheritdoc />
    protected override double Sample() => NextDouble();

    private ulong Below(ulong most) => (ulong)(((UInt128)Take() * most) >> 64);

    private ulong Take() => Mixed(state += Golden);

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
