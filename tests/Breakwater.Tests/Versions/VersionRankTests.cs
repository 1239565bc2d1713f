using System.Globalization;
using System.Numerics;
using Breakwater.Model;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Versions;

/// <summary>Row 86: versions compare by what they are, whatever they look like.</summary>
public sealed class VersionRankTests
{
    [Theory]
    [InlineData("9", "10")]
    [InlineData("2", "10")]
    [InlineData("-2", "-1")]
    [InlineData("-1", "0")]
    [InlineData("0", "0.001")]
    [InlineData("1.05", "1.5")]
    [InlineData("-1.5", "-1")]
    [InlineData("999", "1e3")]
    [InlineData("1e-3", "0.01")]
    [InlineData("99999999999999999999999999999999", "100000000000000000000000000000000")]
    [InlineData("1700000000", "1700000000123")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1Z")]
    [InlineData("2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.12345679Z")]
    [InlineData("2026-12-31T23:59:60Z", "2027-01-01T00:00:00.5Z")]
    [InlineData("2026-01-01", "2026-01-01t00:00:01z")]
    [InlineData("2025-12-31 10:00:00", "2026-01-01")]
    public void The_first_is_older(string older, string newer)
    {
        Assert.True(VersionRank.IsOlder(VersionRank.Of(older), VersionRank.Of(newer)));
        Assert.False(VersionRank.IsOlder(VersionRank.Of(newer), VersionRank.Of(older)));
    }

    [Theory]
    [InlineData("7", "007")]
    [InlineData("7", "+7")]
    [InlineData("7", "7.0")]
    [InlineData("7", " 7 ")]
    [InlineData("0", "-0.000")]
    [InlineData("1500", "1.5e3")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T01:00:00.000+01:00")]
    [InlineData("2026-01-01", "2026-01-01T00:00:00")]
    public void Both_are_the_same(string one, string other) => Assert.Equal(VersionRank.Of(one), VersionRank.Of(other));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("v12")]
    [InlineData("1.2.3")]
    [InlineData("abc")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("1e999999999")]
    [InlineData("NaN")]
    [InlineData("true")]
    [InlineData("٣")]
    [InlineData("2026-13-01")]
    [InlineData("2026-01-01T25:00:00Z")]
    public void What_is_neither_a_number_nor_a_time_has_no_rank(string? version) => Assert.Null(VersionRank.Of(version));

    [Fact]
    public void A_number_and_a_time_say_nothing_of_each_other()
    {
        var (number, time) = (VersionRank.Of("1700000000"), VersionRank.Of("2026-01-01"));
        Assert.False(VersionRank.IsOlder(number, time));
        Assert.False(VersionRank.IsOlder(time, number));
    }

    [Fact]
    public void Whole_numbers_of_any_length_compare_as_numbers() =>
        Gen.Select(Gen.String[Gen.Char['0', '9'], 1, 60], Gen.String[Gen.Char['0', '9'], 1, 60], Gen.Bool, Gen.Bool).Sample((a, b, minusA, minusB) =>
        {
            var (one, other) = ((minusA ? "-" : "") + a, (minusB ? "-" : "") + b);
            var expected = BigInteger.Parse(one, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(other, CultureInfo.InvariantCulture));
            return Math.Sign(string.CompareOrdinal(VersionRank.Of(one), VersionRank.Of(other))) == Math.Sign(expected);
        });

    [Fact]
    public void Fractions_compare_as_numbers() =>
        Gen.Select(Gen.Decimal[-1_000_000m, 1_000_000m], Gen.Decimal[-1_000_000m, 1_000_000m]).Sample((a, b) =>
            Math.Sign(string.CompareOrdinal(
                VersionRank.Of(a.ToString(CultureInfo.InvariantCulture)), VersionRank.Of(b.ToString(CultureInfo.InvariantCulture)))) == a.CompareTo(b));

    [Fact]
    public void Moments_compare_as_moments_in_any_zone() =>
        Gen.Select(Gen.Long[0, 4_000_000_000], Gen.Int[-14, 14], Gen.Long[0, 4_000_000_000], Gen.Int[-14, 14]).Sample((a, zoneA, b, zoneB) =>
        {
            var (one, other) = (In(a, zoneA), In(b, zoneB));
            return Math.Sign(string.CompareOrdinal(VersionRank.Of(one), VersionRank.Of(other))) == a.CompareTo(b);
        });

    [Fact]
    public void Any_text_is_taken() => Gen.String.Sample(text => VersionRank.Of(text) is null or { Length: > 1 });

    private static string In(long seconds, int hours) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromHours(hours)).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
}
