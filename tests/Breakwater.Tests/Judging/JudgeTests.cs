using Breakwater.Configuration;
using Breakwater.Model;
using Xunit;

namespace Breakwater.Tests.Judging;

public sealed class JudgeTests
{
    [Theory]
    [InlineData("created", "created", EntityVerdict.Applied, "it begins here")]
    [InlineData("paid", "created,paid", EntityVerdict.Applied, "follows created")]
    [InlineData("paid", "paid", EntityVerdict.Early, "waits for created")]
    [InlineData("shipped", "created,shipped", EntityVerdict.Early, "waits for paid")]
    [InlineData("delivered", "delivered", EntityVerdict.Early, "waits for created, then paid, then shipped")]
    [InlineData("paid", "created,paid,paid", EntityVerdict.Duplicate, "it is in this state already")]
    [InlineData("created", "created,paid,created", EntityVerdict.Duplicate, "shop has brought this state already")]
    [InlineData("shipped", "created,cancelled,shipped", EntityVerdict.Conflict, "neither comes after the other: it is in cancelled")]
    [InlineData("cancelled", "created,paid,cancelled", EntityVerdict.Conflict, "neither comes after the other: it is in paid")]
    public void The_graph_decides(string state, string course, EntityVerdict verdict, string why)
    {
        var life = Life.OfOrder();
        var last = course.Split(',').Select(one => life.Come(one)).ToList()[^1];
        Assert.Equal((state, verdict, why), (last.State, last.Verdict, last.Why));
    }

    [Fact]
    public void What_another_source_says_of_a_state_left_behind_is_stale()
    {
        var life = Life.OfOrder();
        life.Come("created");
        life.Come("paid", "stripe");
        life.Come("shipped");
        var late = life.Come("paid", "crm");
        Assert.Equal((EntityVerdict.Stale, "shipped comes after it"), (late.Verdict, late.Why));
        Assert.Equal("shipped", life.State);
    }

    [Fact]
    public void What_was_early_is_applied_in_the_same_step_as_what_it_waited_for()
    {
        var life = Life.OfOrder();
        life.Come("shipped");
        life.Come("paid", "stripe");
        Assert.Equal((null, 2), (life.State, life.Entity!.Early));
        Assert.Empty(life.Deliveries);

        life.Now += TimeSpan.FromSeconds(90);
        life.Come("created");

        Assert.Equal(("shipped", 0), (life.State, life.Entity!.Early));
        Assert.Equal(["created", "paid", "shipped"], life.Applied);
        Assert.Equal("follows paid; it came early and waited 00:01:30", life.History[0].Why);
        Assert.Equal([3L, 2, 1], life.Deliveries.Select(delivery => delivery.Id.Value.High));
        Assert.All(life.Deliveries, delivery => Assert.Equal((life.Now, life.Now), (delivery.Since, delivery.NextAttemptAt)));
    }

    [Fact]
    public void What_was_early_twice_is_applied_once()
    {
        var life = Life.OfOrder();
        life.Come("paid", "stripe");
        life.Come("paid", "stripe");
        life.Come("created");
        Assert.Equal([EntityVerdict.Applied, EntityVerdict.Duplicate, EntityVerdict.Applied], life.History.Select(evt => evt.Verdict));
        Assert.Equal(2, life.Deliveries.Count);
    }

    [Fact]
    public void What_can_no_longer_come_is_a_conflict()
    {
        var life = Life.OfOrder();
        life.Come("created");
        life.Come("shipped");
        life.Come("cancelled");
        Assert.Equal([EntityVerdict.Applied, EntityVerdict.Conflict, EntityVerdict.Applied], life.History.Select(evt => evt.Verdict));
        Assert.Equal((0, 1), (life.Entity!.Early, life.Entity.Conflicts));
    }

    [Fact]
    public void An_early_event_that_waited_out_its_time_is_flagged_and_still_applied_when_what_is_missing_comes()
    {
        var life = Life.OfOrder();
        life.Come("created");
        life.Come("shipped");
        life.TimeOut(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.Equal(0, life.Entity!.Flagged);

        life.TimeOut(TimeSpan.FromTicks(1));
        Assert.Equal((1, 1, "created"), (life.Entity.Flagged, life.Entity.Early, life.State));
        Assert.Equal((EntityVerdict.Early, true, "waited 00:15:00: paid did not come"), (life.History[1].Verdict, life.History[1].Flagged, life.History[1].Why));

        life.Come("paid", "stripe");
        Assert.Equal(("shipped", 0, 0), (life.State, life.Entity.Early, life.Entity.Flagged));
    }

    [Fact]
    public void An_early_event_that_waited_out_its_time_is_applied_without_what_is_missing_where_that_is_asked_for()
    {
        var life = Life.OfOrder(EntityTimeout.Apply);
        life.Come("created");
        life.Come("delivered");
        life.Come("shipped");
        life.TimeOut(TimeSpan.FromMinutes(15));

        Assert.Equal(["created", "shipped", "delivered"], life.Applied);
        Assert.Equal("applied after 00:15:00: paid did not come", life.History[2].Why);
        Assert.Equal((EntityVerdict.Stale, "delivered"), (life.Come("paid", "stripe").Verdict, life.State));
    }

    [Fact]
    public void Time_that_runs_out_for_a_kind_that_is_no_longer_configured_flags()
    {
        var life = Life.OfOrder(EntityTimeout.Apply);
        life.Come("paid");
        var change = Breakwater.Judging.Advance.TimeOut(life.Entity!, life.History, rules: null, life.Now + TimeSpan.FromDays(1));
        Assert.Equal(1, change.Entity.Flagged);
        Assert.Empty(change.Deliveries);
    }

    [Fact]
    public void A_state_that_the_configuration_no_longer_has_is_a_conflict_and_never_overwritten()
    {
        var life = Life.OfOrder();
        life.Come("created");
        life.Come("paid");
        var other = Life.Rules("created", new() { ["created"] = ["shipped"] });
        var change = Breakwater.Judging.Advance.Take(life.Entity, [], new Breakwater.Judging.Claim { Rules = other, Key = "42", State = "shipped", NewId = new SortableId(9, 9) }, Arranged.Event("x"));
        Assert.Equal((EntityVerdict.Conflict, "the state paid is no longer in the configuration"), (change.Events[0].Verdict, change.Events[0].Why));
        Assert.Equal("paid", change.Entity.State);
    }

    [Fact]
    public void An_entity_whose_beginning_no_event_brings_is_in_its_initial_state_from_the_first_event_on()
    {
        var life = new Life(Life.Rules("open", new() { ["open"] = ["closed"] }, brought: false));
        Assert.Equal(EntityVerdict.Applied, life.Come("closed").Verdict);
    }

    [Fact]
    public void On_a_cycle_the_version_decides()
    {
        var life = new Life(Life.Rules("open", new() { ["open"] = ["closed"], ["closed"] = ["open"] }));
        life.Come("open", version: "8");
        life.Come("closed", version: "9");
        Assert.Equal((EntityVerdict.Stale, "version 7 is older than 9 of shop, which was applied"), (life.Come("open", version: "7") is var old ? (old.Verdict, old.Why) : default));
        Assert.Equal(EntityVerdict.Duplicate, life.Come("closed", version: "9").Verdict);
        Assert.Equal(EntityVerdict.Conflict, life.Come("open", version: "9").Verdict);
        Assert.Equal(EntityVerdict.Applied, life.Come("open", version: "10").Verdict);
        Assert.Equal(("open", "10"), (life.State, life.Entity!.Version));
        Assert.Equal((EntityVerdict.Early, "waits for closed"), (life.Come("open", version: "12") is var early ? (early.Verdict, early.Why) : default));
        life.Come("closed", version: "11");
        Assert.Equal("open", life.State);
        Assert.Equal("12", life.Entity!.Version);
    }

    [Fact]
    public void Versions_of_two_sources_say_nothing_of_each_other()
    {
        var life = new Life(Life.Rules("open", new() { ["open"] = ["closed"], ["closed"] = ["open"] }));
        life.Come("open", version: "8");
        life.Come("closed", "crm", version: "1");
        Assert.Equal("closed", life.State);
    }

    [Fact]
    public void More_than_a_hundred_do_not_wait_in_one_entity()
    {
        var life = new Life(Life.Rules("s0", Enumerable.Range(0, 200).ToDictionary(n => $"s{n}", n => (IReadOnlyList<string>)[$"s{n + 1}"])));
        for (var n = 1; n <= Limits.EntityEarly; n++)
        {
            life.Come($"s{n}");
        }

        Assert.Equal(EntityVerdict.Conflict, life.Come("s150").Verdict);
        life.Come("s0");
        Assert.Equal("s100", life.State);
    }
}
