using System.Buffers;
using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>How every store keeps a reconciliation: what is searched for in columns, the rest as texts in one blob.</summary>
public static class ReconciliationCodec
{
    private const int Fields = 17;
    private const int ItemFields = 4;

    /// <summary>Writes everything.</summary>
    public static byte[] Write(Reconciliation one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var output = new ArrayBufferWriter<byte>(512);
        TextList.Write(output, (IReadOnlyList<string>)
        [
            one.Id.ToString(), one.Source ?? "", one.Entity ?? "", one.Destination ?? "", Flag(one.Scheduled), Flag(one.DryRun), Number((int)one.State),
            Moment(one.CreatedAt), Moment(one.EndedAt), Moment(one.From), Moment(one.Until), Moment(one.Covered), one.Error ?? "",
            $"{Number(one.Pages)} {Number(one.Seen)} {Number(one.Known)} {Number(one.Missed)} {Number(one.Failed)}", one.Position ?? "", "", "",
            .. one.Items.SelectMany(item => new[] { item.Id, item.Event?.ToString() ?? "", item.Why ?? "", Flag(item.Failed) }),
        ]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads it.</summary>
    public static Reconciliation Read(ReadOnlySpan<byte> input)
    {
        var texts = TextList.ReadTexts(input);
        var counts = texts[13].Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        return new Reconciliation
        {
            Id = ReconciliationId.TryParse(texts[0], out var id) ? id : throw new InvalidDataException("the id of a reconciliation cannot be read"),
            Source = Present(texts[1]),
            Entity = Present(texts[2]),
            Destination = Present(texts[3]),
            Scheduled = texts[4].Length > 0,
            DryRun = texts[5].Length > 0,
            State = (ReconciliationState)int.Parse(texts[6], CultureInfo.InvariantCulture),
            CreatedAt = Moment(texts[7])!.Value,
            EndedAt = Moment(texts[8]),
            From = Moment(texts[9])!.Value,
            Until = Moment(texts[10])!.Value,
            Covered = Moment(texts[11]),
            Error = Present(texts[12]),
            Pages = counts[0],
            Seen = counts[1],
            Known = counts[2],
            Missed = counts[3],
            Failed = counts[4],
            Position = Present(texts[14]),
            Items = [.. texts.Skip(Fields).Chunk(ItemFields).Select(Item)],
        };
    }

    private static ReconciledItem Item(string[] texts) =>
        new(texts[0], EventId.TryParse(texts[1], out var evt) ? evt : null, Present(texts[2]), texts[3].Length > 0);

    private static string? Present(string text) => text.Length == 0 ? null : text;

    private static string Flag(bool value) => value ? "1" : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset? moment) => moment is { } known ? Number(known.UtcTicks) : "";

    private static DateTimeOffset? Moment(string text) =>
        text.Length == 0 ? null : new DateTimeOffset(long.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
