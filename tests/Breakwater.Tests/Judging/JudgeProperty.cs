using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Judging;

/// <summary>Whatever the machine, and in whatever order, however often and however late events come: the end is as if they had come in order.</summary>
public sealed class JudgeProperty
{
    private const int Most = 8;

    [Fact]
    public void Without_cycles_the_end_is_that_of_perfect_order() => Run(cyclic: false);

    [Fact]
    public void With_cycles_and_versions_the_end_is_that_of_perfect_order() => Run(cyclic: true);

    private static void Run(bool cyclic) => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            var chance = new Random(seed);
            var (rules, course) = Course(chance, cyclic);
            var life = new Life(rules);
            foreach (var step in Shuffled(course, chance))
            {
                life.Now += TimeSpan.FromMinutes(chance.Next(4));
                if (life.Entity is not null && chance.Next(3) == 0)
                {
                    life.TimeOut(TimeSpan.FromMinutes(chance.Next(20)));
                }

                life.Come(course[step], cyclic ? "shop" : $"s{chance.Next(3)}", cyclic ? $"{step + 8}" : null);
                AssertWhole(life, rules.Machine);
            }

            Assert.Equal(course[^1], life.State);
            Assert.Equal(0, life.Entity!.Early);
            Assert.Equal(0, life.Entity.Conflicts);
        },
        iter: 3_000);

    /// <summary>What was applied is a way through the machine, and each was delivered once.</summary>
    private static void AssertWhole(Life life, StateMachine machine)
    {
        string? before = null;
        foreach (var state in life.Applied)
        {
            Assert.True(machine.Follows(before, state), $"{state} does not follow {before}");
            before = state;
        }

        Assert.Equal(life.State, before);
        Assert.Equal(life.Applied.Count(), life.Deliveries.Count);
        Assert.Equal(life.History.Count(evt => evt.Verdict == EntityVerdict.Early), life.Entity!.Early);
    }

    /// <summary>A machine, and a way through it from its beginning.</summary>
    private static (EntityRules Rules, List<string> Course) Course(Random chance, bool cyclic)
    {
        var count = chance.Next(2, Most);
        var transitions = new Dictionary<string, IReadOnlyList<string>>();
        for (var from = 0; from < count; from++)
        {
            transitions[$"s{from}"] = [.. Enumerable.Range(cyclic ? 0 : from + 1, cyclic ? count : count - from - 1).Where(_ => chance.Next(3) == 0).Select(to => $"s{to}")];
        }

        List<string> course = ["s0"];
        while (course.Count < 12 && transitions[course[^1]] is { Count: > 0 } next)
        {
            course.Add(next[chance.Next(next.Count)]);
        }

        return (Life.Rules("s0", transitions), course);
    }

    /// <summary>Each step at least once, in any order.</summary>
    private static int[] Shuffled(List<string> course, Random chance)
    {
        int[] steps = [.. Enumerable.Range(0, course.Count), .. Enumerable.Range(0, chance.Next(course.Count)).Select(_ => chance.Next(course.Count))];
        chance.Shuffle(steps);
        return steps;
    }
}
