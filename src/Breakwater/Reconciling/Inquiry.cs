using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Settling;

namespace Breakwater.Reconciling;

/// <summary>
/// Asks one platform what is true: paced, through the transport (so no redirect, no private address, a bounded answer), within a bounded
/// time, and again where that may help. What a platform asks for with <c>Retry-After</c> is honoured within a bound.
/// </summary>
internal sealed class Inquiry
{
    /// <summary>How often one request is made before a run gives up.</summary>
    public const int Attempts = 5;

    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(10);
    private static readonly RetrySettings Waits = new() { First = TimeSpan.FromSeconds(2), Factor = 3, Max = TimeSpan.FromMinutes(1) };

    private readonly DestinationSettings platform;
    private readonly IReadOnlyList<Header> headers;
    private readonly double rate;
    private readonly ReconcilingParts parts;
    private long freeAt;

    /// <param name="platform">Where it is asked, and for how long.</param>
    /// <param name="headers">The headers of each request, with their secrets.</param>
    /// <param name="rate">How many requests may begin a second.</param>
    /// <param name="parts">The network and the clock.</param>
    public Inquiry(DestinationSettings platform, IEnumerable<Header> headers, double rate, ReconcilingParts parts)
    {
        this.platform = platform;
        this.headers = WithDefaults([.. headers]);
        this.rate = rate;
        this.parts = parts;
        freeAt = parts.Clock.GetTimestamp();
    }

    /// <summary>The address below which all questions are.</summary>
    public Uri Url => platform.Url;

    /// <summary>Asks until there is an answer that counts.</summary>
    public async Task<Asked> AskAsync(Uri address, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            await PaceAsync(stop);
            var answer = await SendAsync(address, stop);
            stop.ThrowIfCancellationRequested();
            var fault = FaultOf(answer);
            if (fault is null || attempt == Attempts || !MayHelp(answer))
            {
                return new Asked(fault is null ? answer.Body : default, answer.Headers, answer.Status, fault is null ? null : $"{platform.Url.Authority} {fault}");
            }

            var asked = RetryAfter.Read(answer.Headers, parts.Clock.GetUtcNow());
            var wait = Backoff.After(Waits, attempt, parts.Chance);
            await Task.Delay(asked > wait ? asked < MostPatience ? asked.Value : MostPatience : wait, parts.Clock, stop);
        }
    }

    private async Task PaceAsync(CancellationToken stop)
    {
        var now = parts.Clock.GetTimestamp();
        if (freeAt > now)
        {
            await Task.Delay(parts.Clock.GetElapsedTime(now, freeAt), parts.Clock, stop);
        }

        freeAt = Math.Max(freeAt, now) + (long)(parts.Clock.TimestampFrequency / rate);
    }

    private async Task<TransportAnswer> SendAsync(Uri address, CancellationToken stop)
    {
        using var time = new CancellationTokenSource(platform.Timeout, parts.Clock);
        using var cut = stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), time);
        return await parts.Transport.SendAsync(
            new TransportRequest
            {
                Destination = platform,
                Url = address,
                Method = "GET",
                Headers = headers,
                Body = default,
                KeepBytes = Limits.ReconciliationPageBytes,
            },
            time.Token);
    }

    private static string? FaultOf(TransportAnswer answer) =>
        answer.Stage != TransportStage.Answered ? $"could not be asked: {answer.Error}"
        : answer.Status is < 200 or >= 300 ? string.Create(CultureInfo.InvariantCulture, $"answered {answer.Status}{Hint(answer.Status)}")
        : answer.Cut ? "answered with more than 16 MiB: ask for smaller pages"
        : answer.Error is { } error ? error
        : null;

    private static string Hint(int status) => status switch
    {
        401 or 403 => ": the token is missing, wrong or may not read this",
        >= 300 and < 400 => ": redirects are not followed",
        _ => "",
    };

    private static bool MayHelp(TransportAnswer answer) => answer.Stage switch
    {
        TransportStage.Refused => false,
        TransportStage.Answered => answer.Status is 408 or 425 or 429 or >= 500 || (answer.Status is >= 200 and < 300 && answer.Error is not null && !answer.Cut),
        _ => true,
    };

    private static List<Header> WithDefaults(List<Header> headers)
    {
        Add("Accept", "application/json");
        Add("User-Agent", "Breakwater");
        return headers;

        void Add(string name, string value)
        {
            if (!headers.Exists(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                headers.Add(new Header(name, value));
            }
        }
    }
}
