namespace Breakwater.Cli.Diagnosis;

/// <summary>What another machine's clock said, beside ours.</summary>
/// <param name="Who">Whose clock.</param>
/// <param name="Ahead">By how much it was ahead of ours; negative when behind.</param>
internal readonly record struct Sighting(string Who, TimeSpan Ahead)
{
    /// <summary>A <c>Date</c> header tells whole seconds, cut: half a second later is the best guess, halfway through the exchange.</summary>
    public static Sighting? Of(string who, DateTimeOffset? date, DateTimeOffset before, DateTimeOffset after) =>
        date is { } told ? new Sighting(who, told.AddMilliseconds(500) - (before + ((after - before) / 2))) : null;
}
