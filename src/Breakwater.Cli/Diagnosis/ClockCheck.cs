using Breakwater.Cli.Output;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Compares this machine's clock with those that answered. Signed times are refused beyond a tolerance, at either end.</summary>
internal static class ClockCheck
{
    private const string Name = "clock";
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(30);

    /// <param name="sightings">What others' clocks said.</param>
    /// <param name="tolerance">The least tolerance of any source.</param>
    /// <param name="now">This machine's time.</param>
    public static IEnumerable<Check> Of(IReadOnlyCollection<Sighting> sightings, TimeSpan tolerance, DateTimeOffset now)
    {
        if (sightings.Count == 0)
        {
            yield return Check.Warn(
                Name, $"it is {Times.Moment(now)} here, and nobody answered whose clock could be compared", "see that this machine keeps its time by NTP");
            yield break;
        }

        // The middle one: a single clock that is wrong says nothing about ours.
        var sorted = sightings.OrderBy(sighting => sighting.Ahead).ToList();
        var middle = sorted[(sorted.Count - 1) / 2].Ahead;
        var who = sightings.Count == 1 ? sorted[0].Who : Sizes.Count(sightings.Count, "clock");
        yield return middle.Duration() switch
        {
            var off when off >= tolerance => Check.Fail(
                Name, $"{Off(-middle)} compared with {who}", $"set it by NTP: webhooks with a signed time are refused ({Times.Duration(tolerance)} are tolerated), and so are ours"),
            var off when off >= Worth => Check.Warn(
                Name, $"{Off(-middle)} compared with {who}", $"set it by NTP: from {Times.Duration(tolerance)} on, signed times are refused"),
            _ => Check.Ok(Name, $"it is {Times.Moment(now)}, as {who} says"),
        };
        foreach (var odd in sorted.Where(sighting => (sighting.Ahead - middle).Duration() >= Worth))
        {
            yield return Check.Warn(
                Name, $"{odd.Who}: its clock is {Away(odd.Ahead)} this one, unlike the others", "tell its operators: it may refuse what is signed with the right time");
        }
    }

    private static string Off(TimeSpan ahead) => $"this machine's clock is {Times.Duration(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead" : "behind")}";

    private static string Away(TimeSpan ahead) => $"{Times.Duration(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")}";
}
