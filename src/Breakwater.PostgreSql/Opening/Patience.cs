using Breakwater.PostgreSql.Calling;
using Microsoft.Extensions.Logging;

namespace Breakwater.PostgreSql.Opening;

/// <summary>Waits a while for a server that is away, and says so: after a power cut both may be starting.</summary>
internal sealed partial class Patience(TimeSpan whole, string place, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ILogger logger = logger;

    public async Task WaitAsync(Func<Task> open, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            try
            {
                await open();
                return;
            }
            catch (Exception away) when (Failure.IsLost(away) && clock.GetElapsedTime(began) < whole)
            {
                if (tries == 0)
                {
                    LogWaits(Failure.Explain(away, place), whole.TotalSeconds);
                }
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    [LoggerMessage(6201, LogLevel.Warning, "{Words} It is waited for, at most {Seconds:0} s")]
    private partial void LogWaits(string words, double seconds);
}
