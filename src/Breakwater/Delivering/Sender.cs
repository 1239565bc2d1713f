using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>Makes the requests to one destination, under one configuration of it. Safe for concurrent use.</summary>
internal sealed class Sender(DestinationSettings destination, ITransport transport, TimeProvider clock)
{
    private readonly OutgoingHeaders headers = new(destination);
    private readonly CallHeaders callHeaders = new(destination);

    /// <summary>The configuration that it sends under.</summary>
    public DestinationSettings Destination => destination;

    /// <summary>Makes one attempt, whole, under the destination's timeout. What a network does is an answer, never an exception.</summary>
    /// <param name="due">The delivery.</param>
    /// <param name="number">The number of the attempt.</param>
    /// <param name="trace">The W3C trace context of the attempt; null for one that follows from the event's.</param>
    /// <param name="changed">What a transform made of the event; null where it goes as it came.</param>
    /// <param name="cutOff">Ends the attempt early: the grace of a stop is over.</param>
    public Task<Sent> SendAsync(DueDelivery due, int number, string? trace, Transformed? changed, CancellationToken cutOff)
    {
        var startedAt = clock.GetUtcNow();
        var (request, shown) = RequestOf(due, number, startedAt, trace, changed);
        return SendAsync(request, shown, startedAt, changed, cutOff);
    }

    /// <summary>Asks the platform whether an earlier request of a delivery took effect, under the same timeout and by the same way.</summary>
    public Task<Sent> CheckAsync(DueDelivery due, int number, string? trace, CancellationToken cutOff)
    {
        var (request, shown) = CheckRequest.Of(destination, due, number, trace);
        return SendAsync(request, shown, clock.GetUtcNow(), changed: null, cutOff);
    }

    private async Task<Sent> SendAsync(TransportRequest? request, IReadOnlyList<Header> shown, DateTimeOffset startedAt, Transformed? changed, CancellationToken cutOff)
    {
        if (request is null)
        {
            return new Sent(startedAt, TimeSpan.Zero, [], new TransportAnswer { Stage = TransportStage.Refused, Error = "refused: the path would leave the destination's url" });
        }

        var began = clock.GetTimestamp();
        using var time = new CancellationTokenSource(destination.Timeout, clock);
        using var cut = cutOff.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), time);
        var answer = await transport.SendAsync(request, time.Token);
        return new Sent(startedAt, clock.GetElapsedTime(began), shown, answer) { Changed = changed };
    }

    /// <summary>A delivery of an event, or a call: what is sent, and its headers as they may be shown.</summary>
    private (TransportRequest? Request, IReadOnlyList<Header> Shown) RequestOf(
        DueDelivery due, int number, DateTimeOffset now, string? trace, Transformed? changed)
    {
        if (CallEvent.Read(due.Event) is not { } call)
        {
            var (sent, shown) = headers.For(due, number, now, trace, changed);
            var body = changed?.Body ?? due.Event.Body;
            return (new TransportRequest { Destination = destination, Headers = sent, Body = body, Method = changed?.Method }, shown);
        }

        // It was looked at when it was taken; but what is imported, or was recorded for another configuration, is not believed.
        if (CallPath.Fault(call.Path) is not null)
        {
            return (null, []);
        }

        var (lines, visible) = callHeaders.For(call, due, number, now, trace);
        var request = new TransportRequest
        {
            Destination = destination,
            Url = CallPath.Target(destination.Url, call.Path),
            Method = call.Method,
            Headers = lines,
            Body = call.Body,
            KeepBytes = Math.Max(destination.MaxAnswer, Limits.AnswerBytesKept + 1),
        };
        return (request, visible);
    }
}

/// <summary>One request that was made, and what came of it.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took, by the monotonic clock.</param>
/// <param name="Headers">What was sent, without secrets.</param>
/// <param name="Answer">What came back.</param>
internal readonly record struct Sent(DateTimeOffset StartedAt, TimeSpan Duration, IReadOnlyList<Header> Headers, TransportAnswer Answer)
{
    /// <summary>What a transform made of the event, or why it made nothing and no request was made; null where the event goes as it came.</summary>
    public Transformed? Changed { get; init; }
}
