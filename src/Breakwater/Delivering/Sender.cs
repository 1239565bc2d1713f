using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>Makes the requests to one destination, under one configuration of it. Safe for concurrent use.</summary>
internal sealed class Sender(DestinationSettings destination, ITransport transport, TimeProvider clock)
{
    private readonly OutgoingHeaders headers = new(destination);

    /// <summary>The configuration that it sends under.</summary>
    public DestinationSettings Destination => destination;

    /// <summary>Makes one attempt, whole, under the destination's timeout. What a network does is an answer, never an exception.</summary>
    /// <param name="due">The delivery.</param>
    /// <param name="number">The number of the attempt.</param>
    /// <param name="trace">The W3C trace context of the attempt; null for one that follows from the event's.</param>
    /// <param name="changed">What a transform made of the event; null where it goes as it came.</param>
    /// <param name="cutOff">Ends the attempt early: the grace of a stop is over.</param>
    public async Task<Sent> SendAsync(DueDelivery due, int number, string? trace, Transformed? changed, CancellationToken cutOff)
    {
        var startedAt = clock.GetUtcNow();
        var (sent, shown) = headers.For(due, number, startedAt, trace, changed);
        var request = new TransportRequest
        {
            Destination = destination,
            Headers = sent,
            Body = changed?.Body ?? due.Event.Body,
            Method = changed?.Method,
        };
        var began = clock.GetTimestamp();
        using var time = new CancellationTokenSource(destination.Timeout, clock);
        using var cut = cutOff.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), time);
        var answer = await transport.SendAsync(request, time.Token);
        return new Sent(startedAt, clock.GetElapsedTime(began), shown, answer) { Changed = changed };
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
