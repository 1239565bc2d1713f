using System.Collections.Concurrent;
using System.Net.Http.Json;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Cli.Demo;

/// <summary>
/// The pretend payment platform: signs as Stripe and GitHub do, sends when the scenario says, and sends again what was not acknowledged,
/// as every platform does.
/// </summary>
internal sealed class Platform(Uri ingress, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<Acknowledgement> acknowledgements = new();
    private readonly Dictionary<string, ISignatureScheme> schemes = new()
    {
        [StripeWebhooks.Source] = Scheme("stripe", DemoConfiguration.StripeSecret),
        [GitHubWebhooks.Source] = Scheme("github", DemoConfiguration.GitHubSecret),
    };

    private int arrivals;
    private int repeated;

    /// <summary>How many requests were begun.</summary>
    public int Arrivals => Volatile.Read(ref arrivals);

    /// <summary>How many of them because the one before was not acknowledged.</summary>
    public int Repeated => Volatile.Read(ref repeated);

    /// <summary>Every 2xx answer.</summary>
    public IReadOnlyCollection<Acknowledgement> Acknowledgements => acknowledgements;

    /// <summary>Sends everything at its time; returns when all of it is acknowledged.</summary>
    public Task SendAllAsync(IReadOnlyList<Shipment> shipments, CancellationToken cancellation) =>
        Task.WhenAll(shipments.Select(shipment => SendAsync(shipment, cancellation)));

    public void Dispose() => http.Dispose();

    private async Task SendAsync(Shipment shipment, CancellationToken cancellation)
    {
        await Task.Delay(shipment.At, clock, cancellation);
        while (!await TryAsync(shipment.Webhook, cancellation))
        {
            Interlocked.Increment(ref repeated);
            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>One request; true when it was acknowledged.</summary>
    private async Task<bool> TryAsync(Webhook webhook, CancellationToken cancellation)
    {
        Interlocked.Increment(ref arrivals);
        using var request = Signed(webhook);
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                return false;
            }

            var answer = await response.Content.ReadFromJsonAsync(DemoJson.Default.ReceiptView, both.Token);
            acknowledgements.Enqueue(new Acknowledgement(webhook, answer!.Id, answer.Duplicate));
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or System.Text.Json.JsonException
            || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Cut off in the middle, or nobody there: it may have been recorded, and the platform can't know. It sends again.
            return false;
        }
    }

    private HttpRequestMessage Signed(Webhook webhook)
    {
        var target = new Uri(ingress, $"/in/{webhook.Source}");
        var unsigned = new SignedRequest { Method = "POST", Url = target.AbsoluteUri, Headers = webhook.Headers, Body = webhook.Body };
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(webhook.Body) };
        foreach (var (name, value) in webhook.Headers.Concat(schemes[webhook.Source].Sign(unsigned, clock.GetUtcNow())!))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static ISignatureScheme Scheme(string provider, string secret) =>
        ProviderCatalog.Find(provider)!.Scheme(new ProviderConfig(new Dictionary<string, IReadOnlyList<string>> { ["secret"] = [secret] }));
}

/// <summary>A 2xx answer that the platform got.</summary>
/// <param name="Webhook">To what.</param>
/// <param name="EventId">The id that it was told.</param>
/// <param name="Duplicate">Whether it was told that the event was known.</param>
internal sealed record Acknowledgement(Webhook Webhook, string EventId, bool Duplicate);
