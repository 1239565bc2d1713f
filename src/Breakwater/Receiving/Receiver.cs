using System.Collections.Frozen;
using System.Diagnostics;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;

namespace Breakwater.Receiving;

/// <summary>
/// The first step of the journey, for one configuration: an arrival becomes an event, a handshake's answer or a refusal. Nothing is
/// parsed before the signature over the raw bytes is right. No side effect; the clock, ids and chance are given. A reload makes a new
/// receiver.
/// </summary>
internal sealed class Receiver
{
    private readonly FrozenDictionary<string, Door> doors;
    private readonly TimeProvider clock;
    private readonly IdSource ids;
    private readonly Random chance;

    public Receiver(Settings settings, TimeProvider clock, IdSource ids, Random chance)
    {
        doors = settings.Sources.ToFrozenDictionary(pair => pair.Key, pair => new Door(pair.Value), StringComparer.Ordinal);
        this.clock = clock;
        this.ids = ids;
        this.chance = chance;
    }

    /// <summary>Takes an arrival in.</summary>
    /// <param name="arrival">The arrival, as it came.</param>
    /// <param name="activity">The span of this arrival when someone traces: the event then carries it.</param>
    public Received Receive(Arrival arrival, Activity? activity = null)
    {
        if (!doors.TryGetValue(arrival.Source, out var door))
        {
            return Refuse(404, "source-unknown", "there is no source of this name");
        }

        if (arrival.Body.Length > door.Source.MaxBody)
        {
            return Refuse(413, "body-too-large", $"the body has {arrival.Body.Length} bytes; this source takes {door.Source.MaxBody}");
        }

        var now = clock.GetUtcNow();
        var request = new SignedRequest { Method = arrival.Method, Url = arrival.Url, Headers = new HeaderPairs(arrival.Headers), Body = arrival.Body };
        var handshake = door.Source.Handshake;
        if (handshake is { Signed: false } && handshake.Answer(request) is { } open)
        {
            return Greet(open);
        }

        var verdict = door.Source.Scheme.Verify(request, now, door.Source.Tolerance);
        if (!verdict.Valid)
        {
            return Refuse(401, verdict.Code, verdict.Reason);
        }

        if (handshake is { Signed: true } && handshake.Answer(request) is { } signed)
        {
            return Greet(signed);
        }

        return arrival.Method == "POST"
            ? Identify(arrival, request, door, now, activity)
            : Refuse(405, "method-not-allowed", $"events come with POST, and this was no handshake of {door.Source.SchemeName}");
    }

    /// <summary>Takes a publication of the product in: any configured source may be published to.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="activity">The span of this publication when someone traces.</param>
    public Received Publish(Publication publication, Activity? activity = null)
    {
        if (!doors.TryGetValue(publication.Source, out var door))
        {
            return Refuse(404, "source-unknown", "there is no source of this name");
        }

        if (publication.Data.Length > door.Source.MaxBody)
        {
            return Refuse(413, "body-too-large", $"the data has {publication.Data.Length} bytes; this source takes {door.Source.MaxBody}");
        }

        var id = new EventId(ids.Next());
        var reading = new IdentityReading(publication.Id ?? id.ToString(), publication.Type, publication.Key, publication.Version, Time: null, Fault: null);
        if (Identification.Fault(reading, "the publication's id is empty") is { } fault)
        {
            return new Received.Rejected(fault);
        }

        return new Received.Accepted(
            new Event
            {
                Id = id,
                Source = door.Source.Name,
                IdempotencyId = reading.Id!,
                Type = Present(publication.Type),
                Key = Present(publication.Key),
                Version = Present(publication.Version),
                ReceivedAt = clock.GetUtcNow(),
                Headers = door.Headers.Of([new Header("Content-Type", publication.ContentType)]),
                Body = publication.Data,
                TraceParent = activity?.Id ?? TraceContext.Continue(publication.TraceParent, chance),
            },
            door.Source.AnswerStatus);
    }

    private Received Identify(Arrival arrival, SignedRequest request, Door door, DateTimeOffset now, Activity? activity)
    {
        var reading = door.Reader.Read(request);
        if (Identification.Fault(reading, door.MissingId) is { } fault)
        {
            return new Received.Rejected(fault);
        }

        return new Received.Accepted(
            new Event
            {
                Id = new EventId(ids.Next()),
                Source = door.Source.Name,
                IdempotencyId = reading.Id!,
                Type = reading.Type,
                Key = reading.Key,
                Version = reading.Version,
                OccurredAt = EventTime.Parse(reading.Time),
                ReceivedAt = now,
                Headers = door.Headers.Of(arrival.Headers),
                Body = arrival.Body,
                TraceParent = activity?.Id ?? TraceContext.Continue(TraceContext.Of(arrival.Headers), chance),
            },
            door.Source.AnswerStatus);
    }

    private static string? Present(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Received.Greeted Greet(HandshakeAnswer answer) => new(new Reception.Handshake(answer.Status, answer.ContentType, answer.Body));

    private static Received.Rejected Refuse(int status, string code, string reason) => new(new Reception.Refused(status, code, reason));
}
