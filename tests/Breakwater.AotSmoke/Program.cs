using System.Net;
using Breakwater.AotSmoke;
using Breakwater.AspNetCore;
using Breakwater.Delivering;
using Breakwater.Observing;
using Breakwater.Running;
using Breakwater.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

// Published native: takes one signed webhook at the door, delivers it to a socket, and ends with 0 only when the delivery is settled.
using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
var folder = Directory.CreateTempSubdirectory("breakwater-aot-").FullName;
using var sink = new Sink();
var settings = Arranged.Settings(sink.Port);
await using var store = await SqliteStore.OpenAsync(
    new SqliteOptions { Path = Path.Combine(folder, "smoke.db") }, TimeProvider.System, NullLogger<SqliteStore>.Instance, patience.Token);
await using var transport = new HttpTransport(settings, TimeProvider.System);
await using var engine = new Engine(new EngineParts
{
    Settings = settings,
    Store = store,
    Transport = transport,
    Clock = TimeProvider.System,
    Chance = Random.Shared,
    Logs = NullLoggerFactory.Instance,
    Node = "smoke",
});
await using var host = BreakwaterHost.Create(engine, settings, configure: null);
await host.StartAsync(patience.Token);
using var client = new HttpClient();

const string Body = """{"id":"o-1","type":"order.paid"}""";
using var webhook = Arranged.Signed(new Uri(host.IngressAddress, "/in/shop"), Body, TimeProvider.System.GetUtcNow());
using var taken = await client.SendAsync(webhook, patience.Token);
var (head, body) = await sink.AnswerOneAsync(patience.Token);
var end = await LastNoticeAsync();
var deliveries = await client.GetStringAsync(new Uri(host.AdminAddress, "/v1/deliveries"), patience.Token);
var api = await client.GetStringAsync(new Uri(host.AdminAddress, "/openapi/v1.json"), patience.Token);
await host.StopAsync(patience.Token);
Console.WriteLine($"{(int)taken.StatusCode} at the door, {body} at the far end, {end}, {api.Length} characters of OpenAPI\n{head}\n{deliveries}");
Directory.Delete(folder, recursive: true);
return taken.StatusCode == HttpStatusCode.Accepted
    && body == Body
    && head.Contains("webhook-signature: v1a,", StringComparison.OrdinalIgnoreCase)
    && end == NoticeKinds.DeliveryDelivered
    && deliveries.Contains("\"delivered\"", StringComparison.Ordinal) ? 0 : 1;

// Cursor 0 is of an earlier process: everything that is held is told again.
async Task<string> LastNoticeAsync()
{
    await foreach (var notice in engine.Feed.ReadAsync(after: 0, patience.Token))
    {
        if (notice.Kind is NoticeKinds.DeliveryDelivered or NoticeKinds.DeliveryRetrying or NoticeKinds.DeliveryDead)
        {
            return notice.Kind;
        }
    }

    return "nothing";
}
