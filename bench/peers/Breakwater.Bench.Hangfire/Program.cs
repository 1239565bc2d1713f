using System.Net;
using Breakwater.Bench.Hangfire;
using Hangfire;
using Hangfire.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Hangfire on PostgreSQL: Breakwater.Bench.Hangfire CONNECTION SINK. A request becomes a job, and a job a request to the sink.

// Its calls block: as many threads as there are connections and workers.
ThreadPool.SetMinThreads(160, 160);
Delivery.Target = new Uri(args[1]);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
builder.Services.AddLogging();
builder.Services.AddHangfire(hangfire => hangfire
    .UseSimpleAssemblyNameTypeSerializer()
    .UseRecommendedSerializerSettings()
    .UsePostgreSqlStorage(
        storage => storage.UseNpgsqlConnection($"{args[0]};Maximum Pool Size=150"),
        new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(200), EnableLongPolling = true }));
builder.Services.AddHangfireServer(server => server.WorkerCount = 64);
var app = builder.Build();
app.Run(async context =>
{
    var body = new byte[context.Request.ContentLength ?? 0];
    await context.Request.Body.ReadExactlyAsync(body);
    BackgroundJob.Enqueue(() => Delivery.SendAsync(body));
    context.Response.StatusCode = StatusCodes.Status202Accepted;
    context.Response.ContentLength = 2;
    await context.Response.Body.WriteAsync("{}"u8.ToArray());
});
await app.StartAsync();
var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.WriteLine($$"""{"message":"listening","ingress":"{{address}}","admin":"{{address}}"}""");
await app.WaitForShutdownAsync();
