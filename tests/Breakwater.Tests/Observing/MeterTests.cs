using Breakwater.Model;
using Breakwater.Observing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Observing;

public sealed class MeterTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Percentiles_are_right_to_a_tenth()
    {
        var meter = new DestinationMeter("crm", clock);
        for (var i = 1; i <= 1_000; i++)
        {
            meter.Record(Outcome.Success, TimeSpan.FromMilliseconds(i), error: null);
        }

        var health = meter.Measure();
        Assert.Equal((1_000, 1_000), (health.Attempts, health.Successes));
        Assert.InRange(health.P50Ms!.Value, 500, 550);
        Assert.InRange(health.P95Ms!.Value, 950, 1_045);
        Assert.InRange(health.P99Ms!.Value, 990, 1_089);
    }

    [Fact]
    public void What_is_older_than_five_minutes_is_forgotten_but_for_its_moment()
    {
        var meter = new DestinationMeter("crm", clock);
        var at = clock.GetUtcNow();
        meter.Record(Outcome.Retryable, TimeSpan.FromHours(10), "refused");
        Assert.Equal(1, meter.Measure().Attempts);

        clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10));
        var health = meter.Measure();
        Assert.Equal((0, null), (health.Attempts, health.P50Ms));
        Assert.Equal((at, "refused"), (health.LastFailureAt, health.LastError));
    }

    [Fact]
    public void A_source_is_counted_by_what_became_of_its_arrivals()
    {
        var meter = new SourceMeter("shop", clock);
        meter.Record(ArrivalResult.Recorded);
        meter.Record(ArrivalResult.Duplicate);
        meter.Record(ArrivalResult.Duplicate);
        meter.Record(ArrivalResult.Rejected);
        var health = meter.Measure();
        Assert.Equal((1, 2, 1, 0), (health.Recorded, health.Duplicates, health.Rejected, health.Unavailable));
    }
}
