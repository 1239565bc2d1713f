using System.Collections.Frozen;
using System.Diagnostics;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Keys;

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
    private readonly KeyRing? keys;

    /// <param name="settings">The configuration.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ids">Where ids of events come from.</param>
    /// <param name="chance">For trace ids.</param>
    /// <param name="keys">The keys that platforms publish; null for none, so that such a source accepts nothing.</param>
    public Receiver(Settings settings, TimeProvider clock, IdSource ids, Random chance, KeyRing? keys = null)
    {
        this.keys = keys;
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

        var verdict = Verify(door, request, now, out var needed);
        if (needed is not null)
        {
            return new Received.KeyNeeded(needed);
        }

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
        var reading = new IdentityReading(publication.Id ?? id.ToString(), publication.Type, publication.Key, publication.Version, publication.Time, Fault: null);
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
                OccurredAt = EventTime.Parse(publication.Time),
                ReceivedAt = clock.GetUtcNow(),
                Headers = door.Headers.Of([new Header("Content-Type", publication.ContentType)]),
                Body = publication.Data,
                TraceParent = activity?.Id ?? TraceContext.Continue(publication.TraceParent, chance),
            },
            door.Source.AnswerStatus);
    }

    /// <summary>Takes in what a platform says happened, though no webhook told of it: through the same door, but for the signature.</summary>
    /// <param name="recovery">What was found.</param>
    public Received Recover(Recovery recovery)
    {
        if (!doors.TryGetValue(recovery.Source, out var door))
        {
            return Refuse(404, "source-unknown", "there is no source of this name");
        }

        if (recovery.Body.Length > door.Source.MaxBody)
        {
            return Refuse(413, "body-too-large", $"the body has {recovery.Body.Length} bytes; this source takes {door.Source.MaxBody}");
        }

        var reading = recovery.Over(door.Reader.Read(recovery.Request));
        return Identification.Fault(reading, door.MissingId) is { } fault
            ? new Received.Rejected(fault)
            : new Received.Accepted(
                Identified(new EventId(ids.Next()), door.Source.Name, reading, clock.GetUtcNow()) with
                {
                    Headers = [.. door.Headers.Of(recovery.Headers), new Header(Event.RecoveredHeader, recovery.By.ToString())],
                    Body = recovery.Body,
                    TraceParent = TraceContext.Continue(null, chance),
                },
                door.Source.AnswerStatus);
    }

    private static Event Identified(EventId id, string source, IdentityReading reading, DateTimeOffset now) => new()
    {
        Id = id,
        Source = source,
        IdempotencyId = reading.Id!,
        Type = reading.Type,
        Key = reading.Key,
        Version = reading.Version,
        OccurredAt = EventTime.Parse(reading.Time),
        ReceivedAt = now,
        Headers = [],
        Body = default,
    };

    private Verdict Verify(Door door, SignedRequest request, DateTimeOffset now, out KeyRequest? needed)
    {
        needed = null;
        var (scheme, tolerance) = (door.Source.Scheme, door.Source.Tolerance);
        if (keys is not null && scheme is IKeyedScheme keyed && keyed.KeyOf(request) is { } asked)
        {
            if (keys.Find(asked.Name) is { } key)
            {
                return keyed.Verify(request, now, tolerance, key);
            }

            needed = asked;
            return default;
        }

        var verdict = scheme.Verify(request, now, tolerance);
        return verdict.Valid && scheme is ICoverage coverage ? coverage.Covers(request) is { Valid: false } lacking ? lacking : verdict : verdict;
    }

    private Received Identify(Arrival arrival, SignedRequest request, Door door, DateTimeOffset now, Activity? activity)
    {
        var id = new EventId(ids.Next());
        var reading = door.Reader.Read(request);
        if (reading.Id is null && door.Source.Identity.EachArrival)
        {
            reading = reading with { Id = id.ToString() };
        }

        if (Identification.Fault(reading, door.MissingId) is { } fault)
        {
            return new Received.Rejected(fault);
        }

        return new Received.Accepted(
            Identified(id, door.Source.Name, reading, now) with
            {
                Headers = door.Headers.Of(arrival.Headers),
                Body = arrival.Body,
                TraceParent = activity?.Id ?? TraceContext.Continue(TraceContext.Of(arrival.Headers), chance),
            },
            door.Source.AnswerStatus);
    }

    private static string? Present(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Received Greet(HandshakeAnswer answer) => answer.Refusal is { } refusal
        ? Refuse(answer.Status, "handshake-refused", refusal)
        : new Received.Greeted(
            new Reception.Handshake(answer.Status, answer.ContentType, answer.Body)
            {
                Headers = [.. answer.Headers.Select(header => new Header(header.Key, header.Value))],
            })
        {
            Visit = answer.Visit,
        };

    private static Received.Rejected Refuse(int status, string code, string reason) => new(new Reception.Refused(status, code, reason));
}
