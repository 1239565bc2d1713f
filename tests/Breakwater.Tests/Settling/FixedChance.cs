namespace Breakwater.Tests.Settling;

/// <summary>Chance that always says the same.</summary>
internal sealed class FixedChance(double value) : Random(0)
{
    public override double NextDouble() => value;
}
