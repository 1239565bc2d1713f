using System.Collections.Concurrent;
using Breakwater.Configuration;

namespace Breakwater.Delivering;

/// <summary>
/// The network, over HTTP/1.1. Each destination has a connection pool of its own, made at its first request and closed when its
/// configuration changes or it has been idle for long. Nothing is followed, retried, decompressed, remembered (cookies) or sent through
/// a proxy, and no connection is made to an address that is neither public nor allowed. Safe for concurrent use.
/// </summary>
public sealed class HttpTransport : ITransport
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, HttpPool> pools = new(StringComparer.Ordinal);
    private readonly TimeProvider clock;
    private readonly ITimer sweep;
    private NetworkSettings network;

    /// <summary>Makes the transport; it opens no connection before the first request.</summary>
    /// <param name="settings">The configuration: <c>network.allow</c> counts here.</param>
    /// <param name="clock">Closes what is idle.</param>
    public HttpTransport(Settings settings, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        network = settings.Network;
        this.clock = clock;
        sweep = clock.CreateTimer(static state => ((HttpTransport)state!).CloseIdle(), this, SweepEvery, SweepEvery);
    }

    /// <inheritdoc />
    public async Task<TransportAnswer> SendAsync(TransportRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var method = HttpMethod.Parse(request.Method ?? request.Destination.Method);

        // A body of no bytes is still a body: some platforms refuse a GET that announces one.
        var bare = (method == HttpMethod.Get || method == HttpMethod.Head) && request.Body.IsEmpty;
        using var body = bare ? null : new BodyContent(request.Body);
        using var message = new HttpRequestMessage(method, request.Url ?? request.Destination.Url) { Content = body };
        if (Fill(message, request) is { } fault)
        {
            return new TransportAnswer { Stage = TransportStage.Refused, Error = fault };
        }

        var pool = Enter(request.Destination);
        try
        {
            using var response = await pool.Client.SendAsync(message, cancellation);
            return await HttpAnswer.ReadAsync(response, request.KeepBytes, cancellation);
        }
        catch (Exception failure) when (HttpFailure.IsOfTheNetwork(failure))
        {
            return HttpFailure.Explain(failure, body?.Begun ?? HttpFailure.MayHaveBegun(failure), cancellation);
        }
        finally
        {
            pool.Leave(clock.GetTimestamp());
        }
    }

    /// <inheritdoc />
    public void Apply(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!network.Allow.SequenceEqual(settings.Network.Allow))
        {
            // Connections that stand may lead where none may be made any more: no pool made under the old networks is used again.
            Volatile.Write(ref network, settings.Network);
        }

        foreach (var (name, pool) in pools)
        {
            if (!settings.Destinations.TryGetValue(name, out var next) || !pool.Serves(next, network))
            {
                Remove(name, pool);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await sweep.DisposeAsync();
        foreach (var (name, pool) in pools)
        {
            Remove(name, pool);
        }
    }

    private HttpPool Enter(DestinationSettings destination)
    {
        while (true)
        {
            var pool = pools.GetOrAdd(
                destination.Name,
                static (_, made) => new HttpPool(made.Destination, Volatile.Read(ref made.Transport.network), made.Transport.clock),
                (Transport: this, Destination: destination));
            if (!pool.Serves(destination, Volatile.Read(ref network)))
            {
                // An attempt that began under an older configuration may come after one under the newer: each gets its own pool then.
                Remove(destination.Name, pool);
            }
            else if (pool.TryEnter())
            {
                return pool;
            }
            else
            {
                pools.TryRemove(KeyValuePair.Create(destination.Name, pool));
            }
        }
    }

    private void Remove(string name, HttpPool pool)
    {
        pools.TryRemove(KeyValuePair.Create(name, pool));
        pool.Close();
    }

    private void CloseIdle()
    {
        var now = clock.GetTimestamp();
        foreach (var (name, pool) in pools)
        {
            if (pool.TryCloseIdle(now, IdleFor))
            {
                pools.TryRemove(KeyValuePair.Create(name, pool));
            }
        }
    }

    /// <summary>Puts the headers on. Says why the request can't be made, or null.</summary>
    private static string? Fill(HttpRequestMessage message, TransportRequest request)
    {
        if (request.Destination.Url.Scheme is not ("http" or "https"))
        {
            return $"refused: the URL is neither http nor https but {request.Destination.Url.Scheme}";
        }

        message.Version = System.Net.HttpVersion.Version11;
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        for (var i = 0; i < request.Headers.Count; i++)
        {
            var (name, value) = request.Headers[i];
            if (!HeaderText.IsCarriable(value))
            {
                return $"refused: the value of the header {name} holds characters that HTTP can't carry";
            }

            if (!message.Headers.TryAddWithoutValidation(name, value)
                && !(message.Content?.Headers.TryAddWithoutValidation(name, value) ?? HeaderText.IsOfContent(name)))
            {
                return $"refused: a header can't be named {HeaderText.Shown(name)}";
            }
        }

        return null;
    }
}
