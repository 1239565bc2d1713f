using Breakwater.Observing;
using Breakwater.Receiving;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Says what was refused at the door: to the bounded list, the live feed, the meters and the log; never as an event.</summary>
internal sealed partial class RefusalNotes(Rejections rejections, Feed feed, SourceMeters sources, TimeProvider clock, ILogger logger)
{
    private readonly ILogger logger = logger;

    /// <param name="arrival">What was refused.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="known">True when the source is configured: only then it has a meter, so that strangers' names cost no memory.</param>
    public void Note(Arrival arrival, Reception.Refused refusal, bool known)
    {
        var rejection = rejections.Add(arrival, refusal, clock.GetUtcNow());
        if (known)
        {
            sources.Record(arrival.Source, ArrivalResult.Rejected);
        }

        feed.Publish(new Notice
        {
            At = rejection.At,
            Kind = NoticeKinds.EventRejected,
            Source = rejection.Source,
            Status = rejection.Status,
            Text = $"{rejection.Code}: {rejection.Reason}",
        });
        LogRefused(rejection.Source, rejection.Status, rejection.Code, rejection.Reason);
    }

    [LoggerMessage(LogEvents.ArrivalRejected, LogLevel.Information, "refused an arrival at {Source} with {Status}, {Code}: {Reason}")]
    private partial void LogRefused(string source, int status, string code, string reason);
}
