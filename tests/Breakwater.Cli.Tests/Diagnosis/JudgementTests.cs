using System.Net.Security;
using Breakwater.Cli.Diagnosis;
using Xunit;

namespace Breakwater.Cli.Tests.Diagnosis;

/// <summary>What the doctor makes of what it has seen.</summary>
public sealed class JudgementTests
{
    private const long MiB = 1024 * 1024;
    private static readonly DateTimeOffset Now = CommandLine.Now;

    [Theory]
    [InlineData(100, 1, "Fail")]
    [InlineData(255, 0, "Fail")]
    [InlineData(500, 1, "Warn")]
    [InlineData(5_000, 6_000, "Warn")]
    [InlineData(5_000, 4_000, "Ok")]
    public void Room_is_compared_with_a_minimum_and_with_the_store(long free, long store, string verdict) =>
        Assert.Equal(verdict, DiskCheck.Judge("/data", free * MiB, store * MiB).Verdict.ToString());

    [Fact]
    public void One_clock_that_is_wrong_among_several_is_not_taken_for_ours()
    {
        Sighting[] sightings = [new("destination a", TimeSpan.FromSeconds(1)), new("destination b", TimeSpan.FromHours(2)), new("destination c", TimeSpan.Zero)];
        var checks = ClockCheck.Of(sightings, TimeSpan.FromMinutes(5), Now).ToList();

        Assert.Equal([Verdict.Ok, Verdict.Warn], checks.Select(check => check.Verdict));
        Assert.Contains("destination b: its clock is 2 h ahead of this one", checks[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_is_compared_at_the_middle_of_the_exchange()
    {
        var sighting = Sighting.Of("s", Now, Now.AddSeconds(-1), Now.AddSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(-0.5), sighting!.Value.Ahead);
        Assert.Null(Sighting.Of("s", null, Now, Now));
    }

    [Theory]
    [InlineData(SslPolicyErrors.None, null)]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable, "no certificate")]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, "not for crm.example.com")]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, "not for crm.example.com")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, "not trusted: it is expired")]
    public void A_certificate_that_requests_would_not_trust_is_told_in_words(SslPolicyErrors errors, string? words)
    {
        var fault = new Certificate(Now.AddYears(1), errors, "it is expired").Fault("crm.example.com");
        Assert.Equal(words is null, fault is null);
        Assert.Contains(words ?? "", fault ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(15, false)]
    [InlineData(-1, true)]
    public void A_certificate_that_ends_within_two_weeks_is_about_to(int days, bool soon) =>
        Assert.Equal(soon, new Certificate(Now.AddDays(days), SslPolicyErrors.None, "").EndsSoon(Now));
}
