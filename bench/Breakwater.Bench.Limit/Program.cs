using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Breakwater.Bench.Limit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

// The limit: the least that can be written in ASP.NET Core which answers 202 after a flushed commit and, where a target is given,
// delivers and settles. It verifies nothing, knows no duplicates, keeps no headers, has no bounds, retries nothing and can't be asked
// anything: what it does in a second is what Breakwater is measured against.
//
//   Breakwater.Bench.Limit FILE|CONNECTION [TARGET]

var target = args.Length > 1 ? new Uri(args[1]) : null;
var commits = new GroupCommit(args[0].StartsWith("Host=", StringComparison.Ordinal) ? new PostgresGroups(args[0]) : new SqliteGroups(args[0]));
var fresh = Channel.CreateUnbounded<Work>();
long settled = 0;

if (target is not null)
{
    var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
    for (var sender = 0; sender < 64; sender++)
    {
        _ = DeliverAsync(client, target);
    }
}

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
var app = builder.Build();
app.Run(ReceiveAsync);
await app.StartAsync();
var server = (IServer)app.Services.GetService(typeof(IServer))!;
var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.WriteLine($$"""{"message":"listening","ingress":"{{address}}","admin":"{{address}}"}""");
await app.WaitForShutdownAsync();

async Task ReceiveAsync(HttpContext context)
{
    if (HttpMethods.IsGet(context.Request.Method))
    {
        await context.Response.WriteAsync(Interlocked.Read(ref settled).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return;
    }

    var body = new byte[context.Request.ContentLength ?? 0];
    await context.Request.Body.ReadExactlyAsync(body);
    var work = await commits.RecordAsync(body);
    if (target is not null)
    {
        fresh.Writer.TryWrite(work);
    }

    context.Response.StatusCode = StatusCodes.Status202Accepted;
    context.Response.ContentLength = 2;
    await context.Response.Body.WriteAsync("{}"u8.ToArray());
}

async Task DeliverAsync(HttpMessageInvoker client, Uri to)
{
    await foreach (var work in fresh.Reader.ReadAllAsync())
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(work.Body!) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", work.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await client.SendAsync(request, CancellationToken.None);
        _ = SettleAsync(work.Id);
    }
}

async Task SettleAsync(long id)
{
    await commits.SettleAsync(id);
    Interlocked.Increment(ref settled);
}
