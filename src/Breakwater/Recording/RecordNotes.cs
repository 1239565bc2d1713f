using Breakwater.Model;
using Breakwater.Observing;
using Microsoft.Extensions.Logging;
using EventId = Breakwater.Model.EventId;

namespace Breakwater.Recording;

/// <summary>Says what a commit recorded: to the live feed in one batch, to the meters, and to the log in one line each.</summary>
internal sealed partial class RecordNotes(Feed feed, SourceMeters sources, Telemetry telemetry, ILogger logger)
{
    /// <summary>A group was committed.</summary>
    public void Committed(ReadOnlySpan<Storage.Recording> recordings, IReadOnlyList<Receipt> receipts, TimeSpan duration)
    {
        telemetry.Committed(duration, recordings.Length);
        var notices = new Notice[recordings.Length];
        for (var index = 0; index < notices.Length; index++)
        {
            var evt = recordings[index].Event;
            var receipt = receipts[index];
            sources.Record(evt.Source, receipt.Duplicate ? ArrivalResult.Duplicate : ArrivalResult.Recorded);
            notices[index] = new Notice
            {
                At = evt.ReceivedAt,
                Kind = receipt.Duplicate ? NoticeKinds.EventDuplicate : NoticeKinds.EventRecorded,
                EventId = receipt.Id,
                Source = evt.Source,
                Type = evt.Type,
                Key = evt.Key,
            };
            Log(evt, receipt, recordings[index].Deliveries.Count);
        }

        feed.Publish(notices);
    }

    /// <summary>A group could not be committed.</summary>
    public void Unavailable(ReadOnlySpan<Storage.Recording> recordings)
    {
        foreach (var recording in recordings)
        {
            sources.Record(recording.Event.Source, ArrivalResult.Unavailable);
        }
    }

    private void Log(Event evt, Receipt receipt, int deliveries)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        if (receipt.Duplicate)
        {
            LogDuplicate(receipt.Id, evt.Source, Printable.Of(evt.Type), Printable.Of(evt.Key));
        }
        else
        {
            LogRecorded(receipt.Id, evt.Source, Printable.Of(evt.Type), Printable.Of(evt.Key), deliveries);
        }
    }

    [LoggerMessage(LogEvents.EventRecorded, LogLevel.Information, "recorded {EventId} of {Source}, type {Type}, key {Key}: {Deliveries} deliveries")]
    private partial void LogRecorded(EventId eventId, string source, string? type, string? key, int deliveries);

    [LoggerMessage(LogEvents.EventDuplicate, LogLevel.Information, "{EventId} of {Source} came again, type {Type}, key {Key}")]
    private partial void LogDuplicate(EventId eventId, string source, string? type, string? key);
}
