using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/destinations</c>: where events go, and how it fares.</summary>
internal sealed class Destinations(Engine engine)
{
    public async Task<Results<Answer<PageView<DestinationView>>, Problem>> ListAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (QueryNames.Fault(request, QueryNames.Page) is { } problem)
        {
            return problem;
        }

        return new Answer<PageView<DestinationView>>(
            new PageView<DestinationView> { Items = await ViewsAsync(cancellation), Next = null },
            ApiJson.Default.PageViewDestinationView);
    }

    public async Task<Results<Answer<DestinationView>, Problem>> GetAsync(string name, CancellationToken cancellation) =>
        (await ViewsAsync(cancellation)).FirstOrDefault(view => view.Name == name) is { } view
            ? new Answer<DestinationView>(view, ApiJson.Default.DestinationView)
            : Problems.Absent("destination", ShortIds.Shown(name));

    /// <summary>Holds everything for it.</summary>
    public Task<Results<Answer<DestinationView>, Problem>> PauseAsync(string name, CancellationToken cancellation) =>
        ActAsync(name, engine.PauseAsync, cancellation);

    /// <summary>Lets it go on.</summary>
    public Task<Results<Answer<DestinationView>, Problem>> ResumeAsync(string name, CancellationToken cancellation) =>
        ActAsync(name, engine.ResumeAsync, cancellation);

    private async Task<Results<Answer<DestinationView>, Problem>> ActAsync(
        string name, Func<string, CancellationToken, Task<bool>> act, CancellationToken cancellation) =>
        await act(name, cancellation) ? await GetAsync(name, cancellation) : Problems.Absent("destination", ShortIds.Shown(name));

    /// <summary>All that are configured, and all that are gone from the configuration and still have deliveries.</summary>
    private async Task<List<DestinationView>> ViewsAsync(CancellationToken cancellation)
    {
        var settings = engine.Settings;
        var counts = (await engine.Search.CountsAsync(cancellation)).Deliveries.ToLookup(count => count.Destination, StringComparer.Ordinal);
        var health = (await engine.DestinationsAsync(cancellation)).ToDictionary(one => one.Destination, StringComparer.Ordinal);
        return [.. settings.Destinations.Keys
            .Concat(counts.Select(group => group.Key))
            .Concat(health.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => View(name, settings.Destinations.GetValueOrDefault(name), counts[name], health.GetValueOrDefault(name)))];
    }

    private static DestinationView View(string name, DestinationSettings? settings, IEnumerable<DeliveryCount> counts, DestinationHealth? health) => new()
    {
        Name = name,
        Url = settings is null ? null : Shown(settings.Url),
        Method = settings?.Method,
        Headers = [.. settings?.Headers.Select(header => header.Key) ?? []],
        Signed = settings is { SignSecrets.Count: > 0 },
        Timeout = settings is null ? null : Durations.Text(settings.Timeout),
        Retry = settings is null ? null : View(settings.Retry),
        Permanent = [.. settings?.Permanent.Order() ?? Enumerable.Empty<int>()],
        Concurrency = settings?.Concurrency ?? 0,
        Retired = settings?.Retired ?? true,
        Counts = ByState(counts),
        InFlight = health?.InFlight ?? 0,
        InMemory = health?.InMemory ?? 0,
        OldestWaitingAt = health?.OldestWaitingAt?.UtcDateTime,
        Attempts = health?.Attempts ?? 0,
        Successes = health?.Successes ?? 0,
        P50Ms = health?.P50Ms,
        P95Ms = health?.P95Ms,
        P99Ms = health?.P99Ms,
        LastSuccessAt = health?.LastSuccessAt?.UtcDateTime,
        LastFailureAt = health?.LastFailureAt?.UtcDateTime,
        LastError = health?.LastError,
        ConnectTimeout = settings is null ? null : Durations.Text(settings.ConnectTimeout),
        Rate = Rate.Text(settings?.Rate),
        Pace = Rate.Text(health?.Pace is { } pace ? Math.Round(pace, 2) : null),
        PaceLowered = health?.PaceLowered ?? false,
        Breaker = View(settings?.Breaker, health),
        HoldUntil = health?.HoldUntil?.UtcDateTime,
        Paused = health?.PausedSince is not null,
        PausedSince = health?.PausedSince?.UtcDateTime,
        Held = health?.Held ?? 0,
        OnAmbiguous = DestinationView.Word(settings?.OnAmbiguous),
        Fallback = DestinationView.Words(settings?.Fallback),
        KeepTrying = settings?.KeepTrying ?? false,
    };

    /// <summary>Every state is there, in the order of their names' table, also where there is none.</summary>
    internal static Dictionary<string, long> ByState(IEnumerable<DeliveryCount> counts)
    {
        var sums = Words.States.ToDictionary(Words.Of, _ => 0L, StringComparer.Ordinal);
        foreach (var count in counts)
        {
            sums[Words.Of(count.State)] += count.Count;
        }

        return sums;
    }

    /// <summary>Without what credentials are kept in: user, password, and the values of the query.</summary>
    private static string Shown(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        + (url.Query.Length > 1 ? "?***" : "");

    private static BreakerView View(BreakerSettings? settings, DestinationHealth? health) => new()
    {
        State = settings is { Enabled: false } ? "off" : Words.Of(health?.Breaker ?? BreakerState.Closed),
        Since = health?.BreakerSince?.UtcDateTime,
        Until = health?.BreakerUntil?.UtcDateTime,
        Failures = settings?.Failures,
        Window = settings is null ? null : Durations.Text(settings.Window),
        Minimum = settings?.Minimum,
        Open = settings is null ? null : Durations.Text(settings.Open),
    };

    private static RetryView View(RetrySettings retry) => new()
    {
        MaxAttempts = retry.Schedule is { } schedule ? schedule.Count + 1 : retry.MaxAttempts,
        First = Durations.Text(retry.First),
        Factor = retry.Factor,
        Max = Durations.Text(retry.Max),
        GiveUpAfter = Durations.Text(retry.GiveUpAfter),
        Schedule = retry.Schedule is { } waits ? [.. waits.Select(Durations.Text)] : null,
    };
}
