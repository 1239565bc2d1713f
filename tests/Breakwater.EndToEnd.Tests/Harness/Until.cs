using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>Waits for what another process does, which can only be asked for: never for time to pass.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        while (!await condition())
        {
            Assert.True(clock.GetElapsedTime(begin) < (limit ?? Limit), $"waited in vain: {what}");
            await Task.Delay(Interval, clock);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, limit);

    /// <summary>Waits for a task, and says what was waited for when it does not end.</summary>
    public static async Task<T> DoneAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited in vain: {what}");
        }
    }
}
