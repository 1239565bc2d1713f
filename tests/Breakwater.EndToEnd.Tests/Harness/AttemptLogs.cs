using System.Text.Json;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>What an export tells of the attempts of every delivery, and what about them can't be.</summary>
internal static class AttemptLogs
{
    /// <summary>How far two clocks of one machine may seem apart: one is read before, one after a request.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Numbers are 1, 2, 3 without a gap, the last attempt and no other succeeded, and none began before the one before it had ended.
    /// </summary>
    public static IReadOnlyList<string> Contradictions(string export)
    {
        var found = new List<string>();
        foreach (var line in File.ReadLines(export))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("event", out var evt))
            {
                found.AddRange(evt.GetProperty("deliveries").EnumerateArray().Select(Contradiction).OfType<string>());
            }
        }

        return found;
    }

    private static string? Contradiction(JsonElement delivery)
    {
        var log = delivery.GetProperty("attemptLog").EnumerateArray().ToList();
        var numbers = log.Select(one => one.GetProperty("number").GetInt32());
        var successes = log.Select(one => one.GetProperty("outcome").GetString() == "success").ToList();
        var overlap = log.Zip(log.Skip(1)).Any(pair => End(pair.First) > pair.Second.GetProperty("startedAt").GetDateTimeOffset() + Slack);
        var words = !numbers.SequenceEqual(Enumerable.Range(1, delivery.GetProperty("attempts").GetInt32())) ? "attempts are missing or too many"
            : !successes.SequenceEqual(Enumerable.Range(1, log.Count).Select(number => number == log.Count)) ? "not the last attempt alone succeeded"
            : overlap ? "two attempts were under way at once, and both are kept"
            : null;
        return words is null ? null : $"{words}: {delivery.GetRawText()}";
    }

    private static DateTimeOffset End(JsonElement attempt) =>
        attempt.GetProperty("startedAt").GetDateTimeOffset() + TimeSpan.FromMilliseconds(attempt.GetProperty("durationMs").GetDouble());
}
