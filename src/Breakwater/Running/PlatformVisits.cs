using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Verification.Keys;

namespace Breakwater.Running;

/// <summary>
/// The few requests that the door itself makes to a platform: for a key that it published, and to confirm a subscription. Only to
/// addresses that the provider's own code allows; through the transport, so no redirect, no private address, a bounded answer; and
/// within a bounded time, since a sender waits.
/// </summary>
internal sealed class PlatformVisits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ITransport transport;
    private readonly TimeProvider clock;
    private readonly CancellationToken cutOff;

    /// <param name="transport">The network.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cutOff">Ends what is under way: the grace of a stop is over.</param>
    public PlatformVisits(ITransport transport, TimeProvider clock, CancellationToken cutOff)
    {
        this.transport = transport;
        this.clock = clock;
        this.cutOff = cutOff;
        Keys = new KeyRing(FetchAsync, clock);
    }

    /// <summary>The keys that platforms publish.</summary>
    public KeyRing Keys { get; }

    /// <summary>Fetches what was published at the address of a key.</summary>
    public async Task<Published> FetchAsync(KeyRequest request)
    {
        var answer = await SendAsync(request.Url, request.Post);
        return answer.Status is >= 200 and < 300 && answer.Error is null
            ? new Published(answer.Body, null)
            : new Published(default, $"{request.Url.GetLeftPart(UriPartial.Path)} {Words(answer)}");
    }

    /// <summary>Visits an address; null when the answer is good, else why not.</summary>
    public async Task<string?> VisitAsync(Uri url)
    {
        var answer = await SendAsync(url, post: null);
        return answer.Status is >= 200 and < 300 ? null : $"{url.Host} {Words(answer)}";
    }

    private async Task<TransportAnswer> SendAsync(Uri url, string? post)
    {
        using var time = new CancellationTokenSource(Patience, clock);
        using var cut = cutOff.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), time);
        var request = new TransportRequest
        {
            Destination = new DestinationSettings
            {
                Name = $"platform:{url.Host}",
                Url = url,
                Method = post is null ? "GET" : "POST",
                Timeout = Patience,
                Concurrency = Limits.KeyFetches,
            },
            Headers = post is null ? [] : [new Header("Content-Type", "application/json")],
            Body = post is null ? ReadOnlyMemory<byte>.Empty : System.Text.Encoding.UTF8.GetBytes(post),
        };
        return await transport.SendAsync(request, time.Token);
    }

    private static string Words(TransportAnswer answer) => answer.Error ?? $"answered {answer.Status}";
}
