using System.Net.Http.Json;
using System.Text.Json;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Asks the running server, where there is one, whether it can do its work.</summary>
internal static class ServerCheck
{
    private const string Name = "server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="server">Its admin address.</param>
    /// <param name="holder">The process that has the store open, where one has.</param>
    /// <param name="clock">This machine's clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<(Check Check, Sighting? Sighting)> OfAsync(Uri server, string? holder, TimeProvider clock, CancellationToken cancellation)
    {
        var address = server.GetLeftPart(UriPartial.Authority);
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !server.IsLoopback, UseCookies = false });
        try
        {
            var before = clock.GetUtcNow();
            using var response = await http.GetAsync(new Uri(server, "/readyz"), both.Token);
            var sighting = Sighting.Of($"the server at {address}", response.Headers.Date, before, clock.GetUtcNow());
            return (Judge(address, (int)response.StatusCode, await ReadAsync(response, both.Token)), sighting);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return (Absent(address, holder), null);
        }
    }

    private static Check Absent(string address, string? holder) => holder is null
        ? Check.Warn(Name, $"no server answers at {address}", "breakwater run starts it; another address is given with --server")
        : Check.Fail(
            Name, $"no server answers at {address}, and the store is open by {holder}", "see what that process does; another address is given with --server");

    private static Check Judge(string address, int status, HealthView? health) => (status, health) switch
    {
        ( >= 200 and < 300, { Reasons.Count: 0 }) => Check.Ok(Name, $"{address} is ready"),
        ( >= 200 and < 300, { } degraded) => Check.Warn(Name, $"{address} is ready, and needs a person: {string.Join("; ", degraded.Reasons)}", "see breakwater status"),
        (503, { } unready) => Check.Fail(Name, $"{address} is not ready: {string.Join("; ", unready.Reasons)}", "see breakwater status and its log"),
        _ => Check.Warn(Name, $"{address} answered {status}, and not as Breakwater does", "give the admin address with --server"),
    };

    private static async Task<HealthView?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(ApiJson.Default.HealthView, cancellation) is { Status: not null } health ? health : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}
