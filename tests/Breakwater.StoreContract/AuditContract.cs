using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What a store promises of the audit log: nothing is lost, nothing is there twice, and it is read by page and part.</summary>
public abstract class AuditContract : StoreCase
{
    private static readonly PageRequest Whole = new(100, null);

    /// <summary>An entry that was begun is there after a crash, and so is what came of it.</summary>
    [Fact]
    public async Task An_entry_survives_a_crash_before_and_after_its_end()
    {
        var entry = Entry("ops", "delivery.retry") with { Target = "dlv_1", Address = "::1" };
        await Store.Audit.AddAsync(entry, Cancellation);
        await Store.Audit.AddAsync(entry, Cancellation);
        await CrashAsync();
        Assert.Equal(entry, Assert.Single((await Store.Audit.ListAsync(new AuditFilter(), Whole, Cancellation)).Items));

        var ended = entry with { Result = AuditResult.Refused, Reason = "it is delivered", Target = "dlv_one", Detail = "evt_1 to crm" };
        await Store.Audit.EndAsync(ended, Cancellation);
        await Store.Audit.AddAsync(entry, Cancellation);
        await CrashAsync();
        Assert.Equal(ended, Assert.Single((await Store.Audit.ListAsync(new AuditFilter(), Whole, Cancellation)).Items));
    }

    /// <summary>Newest first, page by page, for one actor, one action, or both.</summary>
    [Fact]
    public async Task Entries_are_listed_newest_first_by_page_actor_and_action()
    {
        var all = new List<AuditEntry>();
        for (var n = 0; n < 12; n++)
        {
            all.Add(Entry(n % 2 == 0 ? "ops" : "O'Brien \0", n % 3 == 0 ? "token.add" : "delivery.retry"));
            await Store.Audit.AddAsync(all[n], Cancellation);
        }

        all.Reverse();
        foreach (var filter in new AuditFilter[]
        {
            new(), new() { Actor = "ops" }, new() { Action = "token.add" }, new() { Actor = "O'Brien \0", Action = "token.add" }, new() { Actor = "nobody" },
        })
        {
            var expected = all.Where(entry => (filter.Actor ?? entry.Actor) == entry.Actor && (filter.Action ?? entry.Action) == entry.Action);
            var found = new List<AuditEntry>();
            SortableId? after = null;
            do
            {
                var page = await Store.Audit.ListAsync(filter, new PageRequest(2, after), Cancellation);
                Assert.InRange(page.Items.Count, 0, 2);
                found.AddRange(page.Items);
                after = page.Next;
            }
            while (after is not null);

            Assert.Equal(expected, found);
        }
    }

    /// <summary>What is old enough goes, in portions, and nothing else.</summary>
    [Fact]
    public async Task What_is_older_than_the_moment_is_removed_in_portions()
    {
        var start = Samples.Now;
        for (var n = 0; n < 5; n++)
        {
            await Store.Audit.AddAsync(Entry("ops", "token.add", start.AddDays(n)), Cancellation);
        }

        var before = start.AddDays(3);
        Assert.Equal(2, await Store.Audit.PruneAsync(before, 2, Cancellation));
        Assert.Equal(1, await Store.Audit.PruneAsync(before, 2, Cancellation));
        Assert.Equal(0, await Store.Audit.PruneAsync(before, 2, Cancellation));
        Assert.Equal(2, (await Store.Audit.ListAsync(new AuditFilter(), Whole, Cancellation)).Items.Count);
    }

    private AuditEntry Entry(string actor, string action, DateTimeOffset? at = null)
    {
        var id = Samples.NextId();
        return new AuditEntry
        {
            Id = at is { } moment ? new SortableId(moment.ToUnixTimeMilliseconds() << 16, id.Low) : id,
            At = at ?? Samples.Now,
            Actor = actor,
            Action = action,
            Node = "node-1",
        };
    }
}
