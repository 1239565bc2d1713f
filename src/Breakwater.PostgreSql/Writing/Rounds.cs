using Breakwater.Model;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Divides what is about deliveries into rounds in which each delivery stands once, in the order of ids: a statement changes a row once, and
/// rows that are locked in one order are never waited for in a circle. Nearly always one round.
/// </summary>
internal static class Rounds
{
    public static List<List<T>> Of<T>(IReadOnlyList<T> items, Func<T, DeliveryId> of)
    {
        var rounds = new List<List<T>>();
        var times = new Dictionary<DeliveryId, int>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var round = times.GetValueOrDefault(of(items[i]));
            times[of(items[i])] = round + 1;
            if (round == rounds.Count)
            {
                rounds.Add(new List<T>(round == 0 ? items.Count : 1));
            }

            rounds[round].Add(items[i]);
        }

        rounds.ForEach(round => round.Sort((a, b) => of(a).CompareTo(of(b))));
        return rounds;
    }
}
