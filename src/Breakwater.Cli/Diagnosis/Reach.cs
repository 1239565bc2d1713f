using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Breakwater.Configuration;
using Breakwater.Delivering;

namespace Breakwater.Cli.Diagnosis;

/// <summary>
/// Goes the way of a delivery as far as it goes without one: name, address, connection, TLS, and a <c>HEAD /</c> for the clock. No event is
/// sent, and no address is connected to that a delivery could not go to.
/// </summary>
internal sealed class Reach(DestinationSettings destination, NetworkSettings network, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Every address that the name stands for.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; private set; } = [];

    /// <summary>Addresses that are not allowed, each with its kind.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>The address that was connected to.</summary>
    public IPAddress? Reached { get; private set; }

    /// <summary>How long connecting took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>What was shown when TLS began; null without TLS.</summary>
    public Certificate? Certificate { get; private set; }

    /// <summary>What its clock says; null where it did not tell.</summary>
    public Sighting? Sighting { get; private set; }

    private TimeSpan Patience => destination.Timeout < Longest ? destination.Timeout : Longest;

    /// <summary>Goes as far as it can.</summary>
    /// <returns>Why it went no further, in words; null when it came to the end.</returns>
    public async Task<string?> GoAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await GoAsync(destination.Url, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"{(Addresses.Count == 0 ? "its name was not resolved" : "no connection")} within {Patience.TotalSeconds:0.#} s";
        }
    }

    private async Task<string?> GoAsync(Uri url, CancellationToken cancellation)
    {
        if (await ResolveAsync(url.IdnHost, cancellation) is { } unknown)
        {
            return unknown;
        }

        var open = Addresses.Where(address => AddressGuard.Refusal(address, network.Allow) is null).ToList();
        Refused = [.. Addresses.Except(open).Select(address => $"{address} ({AddressGuard.Refusal(address, network.Allow)})")];
        if (open.Count == 0)
        {
            return $"every request would be refused: {url.Host} is at {string.Join(", ", Refused)}";
        }

        var start = clock.GetTimestamp();
        var (socket, failure) = await ConnectAsync(open, url.Port, cancellation);
        if (socket is null)
        {
            return failure;
        }

        Took = clock.GetElapsedTime(start);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        return url.Scheme == Uri.UriSchemeHttps ? await SecureAsync(stream, url, cancellation) : await AskAsync(stream, url, cancellation);
    }

    private async Task<string?> ResolveAsync(string host, CancellationToken cancellation)
    {
        try
        {
            Addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
            return Addresses.Count == 0 ? $"the name {host} stands for no address" : null;
        }
        catch (SocketException fault)
        {
            return $"the name {host} was not found ({fault.Message})";
        }
    }

    private async Task<(Socket? Socket, string? Failure)> ConnectAsync(IReadOnlyList<IPAddress> open, int port, CancellationToken cancellation)
    {
        SocketException? last = null;
        foreach (var address in open)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
                Reached = address;
                return (socket, null);
            }
            catch (SocketException fault)
            {
                socket.Dispose();
                last = fault;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        return (null, $"no connection to {string.Join(", ", open.Select(address => new IPEndPoint(address, port)))}: {last!.Message}");
    }

    private async Task<string?> SecureAsync(Stream stream, Uri url, CancellationToken cancellation)
    {
        // The judgement is made in Certificate, so that what is wrong can be said in words; nothing is sent after a bad one.
        await using var secure = new SslStream(stream, leaveInnerStreamOpen: true, (_, shown, chain, errors) =>
        {
            Certificate = Certificate.Of(shown, chain, errors);
            return errors == SslPolicyErrors.None;
        });
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, cancellation);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            return Certificate?.Fault(url.Host) ?? $"TLS failed: {fault.InnerException?.Message ?? fault.Message}";
        }

        return await AskAsync(secure, url, cancellation);
    }

    /// <summary>Asks for nothing but the headers of the root: whatever the answer is, it has the time.</summary>
    private async Task<string?> AskAsync(Stream stream, Uri url, CancellationToken cancellation)
    {
        // The stream is connected, and TLS where there is any is done: for the client it is plain HTTP.
        var given = false;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            // Once: a client whose connection was closed would try again, and there is no other.
            ConnectCallback = (_, _) => given ? throw new IOException("the connection was closed") : ValueTask.FromResult(Give()),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        });
        using var request = new HttpRequestMessage(HttpMethod.Head, new UriBuilder(Uri.UriSchemeHttp, url.IdnHost, url.Port, "/").Uri);
        request.Headers.Host = url.Authority;
        request.Headers.TryAddWithoutValidation("User-Agent", "breakwater-doctor");
        try
        {
            var before = clock.GetUtcNow();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            Sighting = Diagnosis.Sighting.Of($"destination {destination.Name}", response.Headers.Date, before, clock.GetUtcNow());
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException or OperationCanceledException)
        {
            // It may answer nothing but its own path: it was reached, and that is what was asked.
        }

        return null;

        Stream Give()
        {
            given = true;
            return stream;
        }
    }
}
