using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Receiving;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Says what happened at the door and was not recorded: to the list of rejections, the feed, the meters and the log.</summary>
internal sealed partial class DoorNotes(Rejections rejections, Feed feed, SourceMeters sources, TimeProvider clock, ILogger logger)
{
    public void Greeted(Arrival arrival)
    {
        sources.Record(arrival.Source, ArrivalResult.Handshake);
        LogGreeted(arrival.Source);
    }

    public void Rejected(Arrival arrival, Reception.Refused refusal, Settings settings)
    {
        var rejection = rejections.Add(arrival, refusal, clock.GetUtcNow());
        if (settings.Sources.ContainsKey(arrival.Source))
        {
            sources.Record(arrival.Source, ArrivalResult.Rejected);
        }

        feed.Publish(new Notice
        {
            At = rejection.At,
            Kind = NoticeKinds.EventRejected,
            Source = rejection.Source,
            Status = rejection.Status,
            Text = rejection.Reason,
        });
        LogRejected(rejection.Source, rejection.Status, rejection.Code, rejection.Reason, rejection.RemoteAddress);
    }

    [LoggerMessage(LogEvents.ArrivalRejected, LogLevel.Warning, "refused an arrival for {Source} with {Status}, {Code}: {Reason} (from {RemoteAddress})")]
    private partial void LogRejected(string source, int status, string code, string reason, string? remoteAddress);

    [LoggerMessage(LogEvents.HandshakeAnswered, LogLevel.Information, "answered a handshake of {Source}")]
    private partial void LogGreeted(string source);
}
