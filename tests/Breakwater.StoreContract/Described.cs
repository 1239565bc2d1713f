using System.Globalization;
using System.Text;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.StoreContract;

/// <summary>Everything of a value as text: what two stores must agree on, byte for byte, readable when they don't.</summary>
internal static class Described
{
    public static string Text(Event evt) =>
        $"{evt.Id} {evt.Source}/{evt.IdempotencyId} type={evt.Type} key={evt.Key} version={evt.Version} occurred={Text(evt.OccurredAt)} "
        + $"received={Text(evt.ReceivedAt)} trace={evt.TraceParent} [{Text(evt.Headers)}] {Convert.ToHexString(evt.Body.Span)}";

    public static string Text(Delivery? delivery) => delivery is null
        ? "none"
        : $"{delivery.Id} of {delivery.EventId} to {delivery.Destination} {delivery.State} next={Text(delivery.NextAttemptAt)} "
            + $"attempts={delivery.Attempts} before={delivery.AttemptsBefore} since={Text(delivery.Since)} last={delivery.LastStatus} "
            + $"{delivery.LastError} settled={Text(delivery.SettledAt)} replay={delivery.Replay}"
            + $" {delivery.Turn} {delivery.HeldBy?.Id} {delivery.HeldBy?.State} {Text(delivery.HeldBy?.NextAttemptAt)} {delivery.Rival}"
            + $" {delivery.Ambiguity} fallback={FallbackText.Of(delivery.Fallback)} instead={delivery.InsteadOf}";

    public static string Text(Receipt receipt) =>
        $"{receipt.Id} {receipt.Duplicate} {Lines((receipt.Ordered ?? []).OrderBy(delivery => delivery.Id).Select(Text))}";

    public static string Text(Attempt attempt) =>
        $"{attempt.DeliveryId}#{attempt.Number} {Text(attempt.StartedAt)}+{attempt.Duration} {attempt.Node} {attempt.Outcome} "
        + $"{attempt.Status} {attempt.Error} [{Text(attempt.RequestHeaders)}] [{Text(attempt.ResponseHeaders)}] "
        + $"{Convert.ToHexString(attempt.RequestBody.Span)} {Convert.ToHexString(attempt.ResponseBody.Span)} {attempt.Decision}";

    public static string Text(Replay? replay) => replay is null
        ? "none"
        : $"{replay.Id} {replay.Filter} to={(replay.To is null ? "routes" : string.Join(',', replay.To))} rate={replay.Rate} {replay.State} "
            + $"{Text(replay.CreatedAt)} {Text(replay.EndedAt)} {replay.Total} {replay.Done} {replay.Deliveries} {replay.Cursor}";

    public static string Text(EventSummary line) =>
        Text(line.Event) + $" duplicates={line.Duplicates} last={Text(line.LastDuplicateAt)} length={line.BodyLength}"
        + string.Concat(line.Deliveries.Select(d => "\n    " + Text(d)));

    public static string Text(DeliverySummary line) => $"{Text(line.Delivery)} {line.Source} {line.Type} {line.Key}";

    public static string Text(DeliveryDetail? detail) => detail is null
        ? "none"
        : Text(detail.Summary) + string.Concat(detail.Attempts.Select(a => "\n    " + Text(a)));

    public static string Text(DueBatch batch) =>
        Lines(batch.Items.Select(i => $"{Text(i.Delivery)} {Text(i.Event)}")) + $"\nmore={batch.More} next={Text(batch.NextAt)}";

    public static string Text(Page<EventSummary> page) => Lines(page.Items.Select(Text)) + $"\nnext={page.Next}";

    public static string Text(Page<DeliverySummary> page) => Lines(page.Items.Select(Text)) + $"\nnext={page.Next}";

    public static string Text(StoreCounts counts) => Lines([
        .. counts.Deliveries.Select(c => $"{c.Destination} {c.State} {c.Count}"),
        .. counts.Sources.Select(c => $"{c.Source} {c.Events} {c.Duplicates} {Text(c.LastAt)}")]);

    public static string Text(IReadOnlyList<Backlog> backlogs) =>
        Lines(backlogs.Select(b => $"{b.Destination} {b.Waiting} {Text(b.NextAt)} {Text(b.OldestAt)} {b.Held}"));

    public static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Text(IReadOnlyList<Header> headers) =>
        headers.Aggregate(new StringBuilder(), (text, header) => text.Append(CultureInfo.InvariantCulture, $"{header.Name}={header.Value};")).ToString();

    private static string Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "-";
}
