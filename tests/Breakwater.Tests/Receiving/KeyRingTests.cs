using System.Security.Cryptography;
using Breakwater.Configuration;
using Breakwater.Receiving;
using Breakwater.Verification.Keys;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Receiving;

public class KeyRingTests
{
    private static readonly PublicKey Key = MakeKey();

    private readonly FakeTimeProvider clock = new();
    private int fetches;
    private Published answer = new("key"u8.ToArray(), null);

    [Fact]
    public async Task A_key_is_fetched_once_and_again_after_a_day()
    {
        var ring = Ring();
        Assert.Null(ring.Find("a"));
        Assert.Same(Key, (await ring.FindAsync(Request("a"))).Key);
        Assert.Same(Key, ring.Find("a"));
        Assert.Same(Key, (await ring.FindAsync(Request("a"))).Key);
        Assert.Equal(1, fetches);

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(ring.Find("a"));
        await ring.FindAsync(Request("a"));
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task A_key_whose_server_is_away_stays_what_it_was()
    {
        var ring = Ring();
        await ring.FindAsync(Request("a"));
        clock.Advance(TimeSpan.FromDays(1));
        answer = new Published(default, "away");
        Assert.Same(Key, (await ring.FindAsync(Request("a"))).Key);
        Assert.Same(Key, ring.Find("a"));
    }

    [Fact]
    public async Task What_could_not_be_fetched_or_is_no_key_is_not_asked_for_again_at_once()
    {
        var ring = Ring();
        answer = new Published(default, "away");
        Assert.Equal((null, "away", false), Parts(await ring.FindAsync(Request("a"))));
        await ring.FindAsync(Request("a"));
        Assert.Equal(1, fetches);

        clock.Advance(TimeSpan.FromSeconds(15));
        answer = new Published("nonsense"u8.ToArray(), null);
        Assert.Equal((null, "no key", true), Parts(await ring.FindAsync(Request("a"))));
        clock.Advance(TimeSpan.FromMinutes(4));
        await ring.FindAsync(Request("a"));
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task Who_waits_for_the_same_key_waits_for_one_fetch_and_others_are_bounded()
    {
        var gate = new TaskCompletionSource<Published>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ring = new KeyRing(
            _ =>
            {
                fetches++;
                return gate.Task;
            },
            clock);
        var waiting = Enumerable.Range(0, 50).Select(_ => ring.FindAsync(Request("a"))).ToArray();
        Assert.Equal(1, fetches);
        var others = Enumerable.Range(1, 10).Select(number => ring.FindAsync(Request($"b{number}"))).ToArray();
        Assert.Equal(Limits.KeyFetches, fetches);
        gate.SetResult(answer);
        Assert.All(await Task.WhenAll(waiting), found => Assert.Same(Key, found.Key));
        Assert.Equal(10 - (Limits.KeyFetches - 1), (await Task.WhenAll(others)).Count(found => found.Key is null && !found.Final));
    }

    [Fact]
    public async Task A_flood_of_names_costs_no_more_than_so_many_fetches_a_minute_and_washes_no_key_away()
    {
        var ring = Ring();
        await ring.FindAsync(Request("good"));
        answer = new Published("nonsense"u8.ToArray(), null);
        for (var number = 0; number < 1_000; number++)
        {
            await ring.FindAsync(Request($"bad{number}"));
        }

        Assert.Equal(Limits.KeyFetchesPerMinute, fetches);
        for (var minute = 0; minute < 20; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            for (var number = 0; number < 40; number++)
            {
                await ring.FindAsync(Request($"bad{minute}-{number}"));
            }
        }

        Assert.Same(Key, ring.Find("good"));
    }

    private KeyRing Ring() => new(
        _ =>
        {
            fetches++;
            return Task.FromResult(answer);
        },
        clock);

    private static KeyRequest Request(string name) => new()
    {
        Name = name,
        Url = new Uri($"https://keys.example.com/{name}"),
        Read = (bytes, _) => bytes.Span.SequenceEqual("key"u8) ? new KeyReading(Key, null) : new KeyReading(null, "no key"),
    };

    private static (PublicKey? Key, string? Fault, bool Final) Parts(KeyFinding finding) => (finding.Key, finding.Fault, finding.Final);

    private static PublicKey MakeKey()
    {
        using var rsa = RSA.Create(2048);
        return PublicKey.Of(rsa);
    }
}
