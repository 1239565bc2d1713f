using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Running;
using Breakwater.Settling;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Rows 29 and 30 for any sequence of jumps: waits are bounded by the policy, requests by the concurrency, and ids only grow.</summary>
public sealed class ClockProperty
{
    private const int Concurrency = 3;
    private const int Events = 12;
    private const int FailedAttempts = 5;

    private static readonly RetrySettings Policy =
        new() { MaxAttempts = 100, First = TimeSpan.FromSeconds(10), Factor = 3, Max = TimeSpan.FromMinutes(10), GiveUpAfter = TimeSpan.FromDays(30) };

    /// <summary>Until the jump is seen, and until a worker is free.</summary>
    private static readonly TimeSpan Slack = ClockWatch.Every + TimeSpan.FromSeconds(30);

    [Fact]
    public async Task However_the_clock_jumps_nothing_waits_longer_than_its_delay_and_nothing_becomes_a_storm() =>
        await Gen.Select(Gen.Int[0, 9_999], Gen.Select(Gen.Int[1, 40], Gen.Int[-180, 180]).Array[1, 12]).SampleAsync(async (seed, jumps) =>
        {
            using var pump = new Pump();
            var wall = new JumpingClock(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
            var far = new FarEnd(wall.Even);
            var settings = Node.To(Node.Destination(retry: Policy, concurrency: Concurrency) with { Breaker = new BreakerSettings { Enabled = false } });
            var node = await pump.Finished(Node.StartAsync(settings, far.Network, clock: wall.Even, wall: wall));
            var ids = new List<Breakwater.Model.EventId>();
            for (var i = 0; i < Events; i++)
            {
                ids.Add(await pump.Finished(node.PublishAsync($"k{seed}-{i}")));
            }

            foreach (var (seconds, minutes) in jumps)
            {
                Pass(pump, wall, seconds);
                wall.Jump(TimeSpan.FromMinutes(minutes));
                ids.Add(await pump.Finished(node.PublishAsync($"k{seed}-after-{ids.Count}")));
            }

            for (var minute = 0; far.Landed < ids.Count && minute < 120; minute++)
            {
                Pass(pump, wall, 60);
            }

            await pump.Ended(node.DisposeAsync().AsTask());
            Assert.Equal(ids.Count, far.Landed);
            Assert.InRange(far.Most, 1, Concurrency);
            Assert.Equal(ids, ids.Order().Distinct());
            Assert.All(far.Waits, wait => Assert.True(wait.Length <= Backoff.Bound(Policy, wait.Attempt) + Slack, $"{wait.Length} after attempt {wait.Attempt}"));
        }, iter: 60, threads: 1);

    private static void Pass(Pump pump, JumpingClock wall, int seconds)
    {
        pump.Drain();
        for (var i = 0; i < seconds; i++)
        {
            wall.Even.Advance(TimeSpan.FromSeconds(1));
            pump.Drain();
        }
    }

    /// <summary>A destination that takes a second for each request, fails the first ones of each delivery, and measures by even time.</summary>
    private sealed class FarEnd
    {
        private readonly FakeTimeProvider time;
        private readonly Dictionary<string, DateTimeOffset> ends = [];
        private int underWay;

        public FarEnd(FakeTimeProvider time)
        {
            this.time = time;
            Network = new PretendNetwork { Answer = AnswerAsync };
        }

        public PretendNetwork Network { get; }

        public int Landed { get; private set; }

        public int Most { get; private set; }

        public List<(int Attempt, TimeSpan Length)> Waits { get; } = [];

        private async Task<TransportAnswer> AnswerAsync(PretendNetwork.Request request)
        {
            Most = Math.Max(Most, ++underWay);
            if (ends.TryGetValue(request.Delivery, out var end))
            {
                Waits.Add((request.Attempt - 1, time.GetUtcNow() - end));
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time);
            underWay--;
            ends[request.Delivery] = time.GetUtcNow();
            var failed = request.Attempt <= FailedAttempts;
            Landed += failed ? 0 : 1;
            return PretendNetwork.Status(failed ? 500 : 200);
        }
    }
}
