using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Xunit;

namespace Breakwater.Tests.Delivering;

/// <summary>Row 59: each way in which TLS fails is named, nothing is sent, and nothing is sent without TLS instead.</summary>
public sealed class TlsTests
{
    private static readonly Settings Loopback = new() { Network = new NetworkSettings { Allow = [IPNetwork.Parse("127.0.0.0/8")] } };

    [Theory]
    [InlineData("127.0.0.1", -20, -10, "the certificate expired on ")]
    [InlineData("127.0.0.1", 10, 20, "the certificate is not valid before ")]
    [InlineData("127.0.0.1", -10, 10, "TLS failed: the certificate is signed by itself, and not trusted here")]
    [InlineData("elsewhere.example.com", -10, 10, "TLS failed: the certificate is for another name (elsewhere.example.com)")]
    public async Task A_certificate_that_is_not_right_is_named(string name, int fromDays, int toDays, string words)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = Certificate(name, now.AddDays(fromDays), now.AddDays(toDays));
        var plain = 0;
        await using var server = new TlsServer(certificate, () => plain++);

        var answer = await SendAsync(server.Port);

        Assert.Equal(TransportStage.NotSent, answer.Stage);
        Assert.Contains(words, answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, plain);
    }

    [Theory]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "TLS failed: the server speaks no version of TLS that is safe (1.2 or 1.3)")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", "TLS failed: the server refused the handshake: no cipher that both know, or it wants a certificate of ours")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "TLS failed: what came back is not TLS")]
    [InlineData("", "TLS failed: the connection was closed during the handshake")]
    [InlineData("reset", "TLS failed: the connection was reset during the handshake")]
    public async Task A_handshake_that_fails_is_named(string bytes, string words)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            if (bytes == "reset")
            {
                connection.Reset();
                return;
            }

            await connection.WriteAsync(bytes);
        });

        var answer = await SendAsync(server.Port);

        Assert.Equal((TransportStage.NotSent, words), (answer.Stage, answer.Error));
    }

    private static async Task<TransportAnswer> SendAsync(int port)
    {
        await using var transport = new HttpTransport(Loopback, TimeProvider.System);
        var request = new TransportRequest
        {
            Destination = new DestinationSettings { Name = "crm", Url = new Uri($"https://127.0.0.1:{port}/") },
            Headers = [],
            Body = new byte[10],
        };
        return await transport.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static X509Certificate2 Certificate(string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(from, to);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Speaks TLS with a certificate; counts requests that come through.</summary>
    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task serving;

        public TlsServer(X509Certificate2 certificate, Action came)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            serving = ServeAsync(certificate, came);
        }

        public int Port { get; }

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await serving;
        }

        private async Task ServeAsync(X509Certificate2 certificate, Action came)
        {
            try
            {
                using var socket = await listener.AcceptTcpClientAsync();
                await using var stream = new SslStream(socket.GetStream());
                await stream.AuthenticateAsServerAsync(certificate);
                if (await stream.ReadAsync(new byte[1]) > 0)
                {
                    came();
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
            {
                // It was not trusted.
            }
        }
    }
}
