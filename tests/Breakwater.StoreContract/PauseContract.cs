using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What a store promises of pauses: kept, once, over a restart.</summary>
public abstract class PauseContract : StoreCase
{
    /// <summary>A pause has one beginning, and is there after a crash.</summary>
    [Fact]
    public async Task A_pause_is_kept_since_it_began_and_survives_a_crash()
    {
        var first = await Store.Pauses.PauseAsync("crm", Samples.Now, Cancellation);
        var again = await Store.Pauses.PauseAsync("crm", Samples.Now.AddMinutes(5), Cancellation);
        await Store.Pauses.PauseAsync("Bank ü", Samples.Now.AddTicks(1), Cancellation);
        Assert.Equal((new Pause("crm", Samples.Now), first), (first, again));

        await CrashAsync();
        Assert.Equal([new Pause("Bank ü", Samples.Now.AddTicks(1)), first], await Store.Pauses.ListAsync(Cancellation));
    }

    /// <summary>What is not paused can't be resumed.</summary>
    [Fact]
    public async Task A_pause_ends_once()
    {
        await Store.Pauses.PauseAsync("crm", Samples.Now, Cancellation);
        Assert.True(await Store.Pauses.ResumeAsync("crm", Cancellation));
        Assert.False(await Store.Pauses.ResumeAsync("crm", Cancellation));

        await ReopenAsync();
        Assert.Empty(await Store.Pauses.ListAsync(Cancellation));
    }
}
