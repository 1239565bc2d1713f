using System.Net;
using Breakwater.AspNetCore.Api;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class LockoutTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void The_tenth_wrong_token_shuts_an_address_out_and_no_other()
    {
        var lockout = new Lockout(clock);
        Assert.Equal(Lockout.First, Fail(lockout, "192.0.2.1"));
        Assert.Equal(Lockout.First, lockout.Left(IPAddress.Parse("192.0.2.1")));
        Assert.Null(lockout.Left(IPAddress.Parse("192.0.2.2")));

        clock.Advance(Lockout.First - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), lockout.Left(IPAddress.Parse("192.0.2.1")));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(lockout.Left(IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public void Each_lockout_takes_twice_as_long_up_to_a_bound_and_is_forgotten()
    {
        var lockout = new Lockout(clock);
        for (var n = 0; n < 12; n++)
        {
            var expected = Lockout.First * Math.Pow(2, n);
            var locked = Fail(lockout, "192.0.2.1");
            Assert.Equal(expected < Lockout.Most ? expected : Lockout.Most, locked);
            clock.Advance(locked!.Value);
        }

        clock.Advance(Lockout.Most + TimeSpan.FromSeconds(1));
        Assert.Equal(Lockout.First, Fail(lockout, "192.0.2.1"));
    }

    [Fact]
    public void Failures_that_lie_apart_shut_nobody_out()
    {
        var lockout = new Lockout(clock);
        for (var n = 0; n < 100; n++)
        {
            Assert.Null(lockout.Failed(IPAddress.Parse("192.0.2.1")));
            clock.Advance(Lockout.Window / (Lockout.FailuresMost - 2));
        }
    }

    [Fact]
    public void Of_IPv6_whoever_has_the_same_64_bits_is_one()
    {
        var lockout = new Lockout(clock);
        for (var n = 1; n < Lockout.FailuresMost; n++)
        {
            Assert.Null(lockout.Failed(IPAddress.Parse($"2001:db8::{n:x}")));
        }

        Assert.NotNull(lockout.Failed(IPAddress.Parse("2001:db8::ffff")));
        Assert.NotNull(lockout.Left(IPAddress.Parse("2001:db8::1:2:3:4")));
        Assert.Null(lockout.Left(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void A_flood_of_addresses_takes_bounded_memory_and_forgets_the_oldest()
    {
        var lockout = new Lockout(clock);
        Fail(lockout, "192.0.2.1");
        for (var n = 0; n < Lockout.AddressesMost; n++)
        {
            lockout.Failed(new IPAddress((long)n << 8 | 10));
        }

        Assert.Equal(Lockout.AddressesMost, lockout.Known);
        Assert.Null(lockout.Left(IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public async Task Guessing_is_429_even_with_a_right_token_and_shows_in_the_audit_log()
    {
        await using var site = await Site.StartAsync(Proxied(Arranged.WithTokens(Arranged.Settings)), new BreakwaterWebOptions { Clock = clock });
        for (var n = 0; n < Lockout.FailuresMost; n++)
        {
            Assert.Equal(401, (await FromAsync(site, "198.51.100.7", $"wrong-{n}")).Status);
        }

        var (status, wait) = await FromAsync(site, "198.51.100.7", Arranged.Token(Role.Admin));
        Assert.Equal((429, "30"), (status, wait));
        Assert.Equal(200, (await FromAsync(site, "198.51.100.8", Arranged.Token(Role.Admin))).Status);
        Assert.Equal(200, (await TokensTests.AskAsync(site, Arranged.Token(Role.Admin), "GET", "/v1/stats")).Status);

        clock.Advance(Lockout.First);
        Assert.Equal(200, (await FromAsync(site, "198.51.100.7", Arranged.Token(Role.Admin))).Status);
        var (_, audit) = await TokensTests.AskAsync(site, Arranged.Token(Role.Admin), "GET", "/v1/audit?action=access.lockout");
        Assert.Equal("198.51.100.7", Assert.Single(audit.GetProperty("items").EnumerateArray()).GetProperty("address").GetString());
    }

    [Fact]
    public async Task Without_tokens_a_trusted_proxy_lets_nobody_from_elsewhere_in()
    {
        await using var site = await Site.StartAsync(Proxied(Arranged.Settings), new BreakwaterWebOptions());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stats") { Headers = { { "X-Forwarded-For", "198.51.100.7" } } };
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        await Site.ProblemAsync(response, 403, "tokens-not-configured");
    }

    [Theory]
    [InlineData("127.0.0.1", "", "127.0.0.1")]
    [InlineData("127.0.0.1", "198.51.100.7", "198.51.100.7")]
    [InlineData("127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7")]
    [InlineData("127.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7")]
    [InlineData("127.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("127.0.0.1", "198.51.100.7:4711", "198.51.100.7")]
    [InlineData("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("127.0.0.1", "6.6.6.6, unknown", "127.0.0.1")]
    [InlineData("127.0.0.1", "6.6.6.6,, 10.0.0.2", "10.0.0.2")]
    [InlineData("::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7")]
    [InlineData("203.0.113.9", "198.51.100.7", "203.0.113.9")]
    public void Only_what_a_trusted_proxy_says_of_others_counts(string remote, string forwarded, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(IPAddress.Parse(expected), ClientAddress.Of(context, Proxied(Arranged.Settings).Listen));
        Assert.Equal(context.Connection.RemoteIpAddress.MapToIPv6(), ClientAddress.Of(context, new ListenSettings())!.MapToIPv6());
    }

    private static Settings Proxied(Settings settings) => settings with
    {
        Listen = settings.Listen with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8")] },
    };

    private static TimeSpan? Fail(Lockout lockout, string address)
    {
        for (var n = 1; n < Lockout.FailuresMost; n++)
        {
            Assert.Null(lockout.Failed(IPAddress.Parse(address)));
        }

        return lockout.Failed(IPAddress.Parse(address));
    }

    private static async Task<(int Status, string? Wait)> FromAsync(Site site, string address, string token)
    {
        using var request = TokensTests.Request("GET", "/v1/stats", token);
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.ToString());
    }
}
