using System.Collections.Concurrent;
using System.Net;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Running;
using Breakwater.Simulation.InMemory;
using Breakwater.Tests.Delivering;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Row 71: whatever one destination does, a neighbour gets everything at once. Real sockets, a real clock.</summary>
public sealed class IsolationTests
{
    private const int Events = 200;

    [Theory]
    [InlineData("accepts and never answers")]
    [InlineData("answers a byte a second")]
    [InlineData("sends headers without end")]
    [InlineData("sends a body without end")]
    [InlineData("breaks every connection")]
    [InlineData("speaks no TLS")]
    [InlineData("has a name that does not exist")]
    public async Task A_destination_that_misbehaves_costs_its_neighbour_nothing(string how)
    {
        var came = new ConcurrentDictionary<string, bool>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (now, most) = (0, 0);
        await using var good = new RawServer(async connection =>
        {
            while (true)
            {
                var (head, _) = await connection.ReadRequestAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                came.TryAdd(head.Split("webhook-id: ")[1].Split('\r')[0], true);
                if (came.Count == Events)
                {
                    all.TrySetResult();
                }
            }
        });
        await using var bad = new RawServer(async connection =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            try
            {
                await MisbehaveAsync(how, connection);
            }
            finally
            {
                Interlocked.Decrement(ref now);
            }
        });
        var target = how switch
        {
            "speaks no TLS" => new Uri($"https://127.0.0.1:{bad.Port}/"),
            "has a name that does not exist" => new Uri("http://nowhere.invalid/"),
            _ => bad.Url,
        };
        var settings = Node.To(
            Node.Destination("good") with { Url = good.Url },
            Node.Destination("bad", concurrency: 8) with { Url = target, Timeout = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromMinutes(5) }) with
        {
            Network = new NetworkSettings { Allow = [IPNetwork.Parse("127.0.0.0/8")] },
        };
        await using var transport = new HttpTransport(settings, TimeProvider.System);
        await using var engine = new Engine(new EngineParts
        {
            Settings = settings,
            Store = new InMemoryStore(),
            Transport = transport,
            Clock = TimeProvider.System,
            Chance = Random.Shared,
            Logs = NullLoggerFactory.Instance,
            Node = "n1",
        });
        await engine.StartAsync(TestContext.Current.CancellationToken);
        for (var n = 0; n < Events; n++)
        {
            var publication = new Breakwater.Receiving.Publication { Source = "shop", Type = "order.paid", Data = new byte[10_000] };
            await engine.PublishAsync(publication, TestContext.Current.CancellationToken);
        }

        // Not a limit on speed: far less than what the other one's attempts may take.
        await all.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);

        var health = (await engine.DestinationsAsync(TestContext.Current.CancellationToken)).Single(one => one.Destination == "bad");
        Assert.InRange(most, 0, 24); // the far end sees a little later that a connection is closed
        Assert.InRange(health.InFlight, 0, 8);
        Assert.Equal(0, health.Successes);
    }

    private static async Task MisbehaveAsync(string how, RawConnection connection)
    {
        await connection.ReadAsync();
        switch (how)
        {
            case "accepts and never answers":
                await connection.HangAsync();
                break;
            case "answers a byte a second":
                foreach (var letter in "HTTP/1.1 200 OK\r\nX-Slow: " + new string('a', 100_000))
                {
                    await connection.WriteAsync(letter.ToString());
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, connection.Stop);
                }

                break;
            case "sends headers without end":
                await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
                while (true)
                {
                    await connection.WriteAsync("X-More: " + new string('a', 1_000) + "\r\n");
                }

            case "sends a body without end":
                await connection.WriteAsync("HTTP/1.1 500 Oh\r\nContent-Length: 1000000000000\r\n\r\n");
                while (true)
                {
                    await connection.WriteAsync(new string('a', 100_000));
                }

            case "speaks no TLS":
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                break;
            default:
                connection.Reset();
                break;
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen) is var before && before == seen ? value : before;
        }
    }
}
