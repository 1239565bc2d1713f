using System.Globalization;
using Breakwater.Delivering;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>What follows when a breaker opens or closes: it is said to the live feed, to the log, and to the other nodes as a hint.</summary>
/// <param name="feed">The live feed.</param>
/// <param name="hint">Tells the other nodes.</param>
/// <param name="alert">Tells people: the destination, and until when it is left alone.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class BreakerNotes(Feed feed, Action<LeaseSignal> hint, Action<string, DateTimeOffset> alert, TimeProvider clock, ILogger logger)
{
    private readonly ILogger logger = logger;

    public void Tell(string destination, BreakerNews news)
    {
        switch (news.Change)
        {
            case BreakerChange.Opened:
                hint(new LeaseSignal(LeaseSignalKind.Failing, destination));
                LogOpened(destination, news.Until.UtcDateTime);
                alert(destination, news.Until);
                break;
            case BreakerChange.OpenedAgain:
                LogOpenedAgain(destination, news.Until.UtcDateTime);
                break;
            default:
                LogClosed(destination, news.Since.UtcDateTime);
                break;
        }

        feed.Publish(new Notice
        {
            At = clock.GetUtcNow(),
            Kind = news.Change == BreakerChange.Closed ? NoticeKinds.BreakerClosed : NoticeKinds.BreakerOpened,
            Destination = destination,
            Text = Words(news),
            NextAttemptAt = news.Change == BreakerChange.Closed ? null : news.Until,
        });
    }

    private static string Words(in BreakerNews news) => news.Change switch
    {
        BreakerChange.Opened => $"too many attempts failed: left alone until {Moment(news.Until)}",
        BreakerChange.OpenedAgain => $"the probe failed: left alone until {Moment(news.Until)}",
        _ => $"it answers again; it had failed since {Moment(news.Since)}",
    };

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    [LoggerMessage(LogEvents.BreakerOpened, LogLevel.Warning, "{Destination} fails: it is left alone until {Until:u}")]
    private partial void LogOpened(string destination, DateTime until);

    [LoggerMessage(LogEvents.BreakerOpenedAgain, LogLevel.Warning, "{Destination} still fails: it is left alone until {Until:u}")]
    private partial void LogOpenedAgain(string destination, DateTime until);

    [LoggerMessage(LogEvents.BreakerClosed, LogLevel.Information, "{Destination} answers again; it had failed since {Since:u}")]
    private partial void LogClosed(string destination, DateTime since);
}
