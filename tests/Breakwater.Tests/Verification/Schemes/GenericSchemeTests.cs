using System.Text;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Verification.Schemes;

public class GenericSchemeTests
{
    [Fact]
    public void A_token_is_compared_whole()
    {
        var scheme = Create("token", ("secret", "t0ken"), ("header", "X-Token"), ("prefix", "Bearer "));
        Assert.True(scheme.Verify(Requests.Of("{}", ("x-token", "Bearer t0ken"))).Valid);
        Assert.All(["t0ken", "Bearer t0ke", "Bearer t0kenx", "Bearer T0KEN", "Bearer"], value =>
            Assert.Equal("signature-mismatch", scheme.Verify(Requests.Of("{}", ("X-Token", value))).Code));
        Assert.Equal("header-doubled", scheme.Verify(Requests.Of("{}", ("X-Token", "Bearer t0ken"), ("X-Token", "Bearer t0ken"))).Code);
        Assert.Equal("header-missing", scheme.Verify(Requests.Of("{}")).Code);
    }

    [Fact]
    public void Basic_takes_user_name_and_password_apart_or_together()
    {
        var header = ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("erp:pä:ss")));
        Assert.True(Create("basic", ("username", "erp"), ("password", "pä:ss")).Verify(Requests.Of("{}", header)).Valid);
        Assert.True(Create("basic", ("secret", "erp:pä:ss")).Verify(Requests.Of("{}", header)).Valid);
        Assert.Equal("signature-mismatch", Create("basic", ("secret", "erp:other")).Verify(Requests.Of("{}", header)).Code);
        Assert.Equal("header-malformed", Create("basic", ("secret", "a:b")).Verify(Requests.Of("{}", ("Authorization", "Bearer x"))).Code);
        Assert.Equal("header-malformed", Create("basic", ("secret", "a:b")).Verify(Requests.Of("{}", ("Authorization", "Basic ???"))).Code);
    }

    [Fact]
    public void None_accepts_everything_because_it_had_to_be_said() => Assert.True(Create("none").Verify(Requests.Of("{}")).Valid);

    [Theory]
    [InlineData("hmac-sha512", "scheme")]
    [InlineData("hmac-sha256", "header", "secret", "s")]
    [InlineData("hmac-sha256", "header", "secret", "s", "header", "X Y")]
    [InlineData("hmac-sha256", "secret", "header", "X")]
    [InlineData("hmac-sha256", "secret", "header", "X", "secret", " ")]
    [InlineData("hmac-sha256", "encoding", "header", "X", "secret", "s", "encoding", "base32")]
    [InlineData("token", "encoding", "header", "X", "secret", "s", "encoding", "hex")]
    [InlineData("basic", "username")]
    [InlineData("basic", "username", "username", "a:b", "password", "c")]
    [InlineData("basic", "password", "username", "a")]
    [InlineData("basic", "secret", "secret", "no colon")]
    [InlineData("basic", "secret", "secret", "a:b", "username", "a")]
    [InlineData("none", "secret", "secret", "s")]
    public void What_is_configured_wrongly_is_named(string scheme, string wrong, params string[] pairs)
    {
        var fault = Assert.Throws<ProviderConfigException>(() => Create(scheme, [.. pairs.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.Equal(wrong, fault.ValueName);
        Assert.Contains($"`{wrong}`", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_headers_never_throw()
    {
        ISignatureScheme[] schemes =
        [
            Create("token", ("secret", "s"), ("header", "X-Token")),
            Create("basic", ("secret", "a:b")),
            Create("hmac-sha1", ("secret", "s"), ("header", "X-Token"), ("encoding", "base64")),
        ];
        Gen.String.Sample(text => Assert.All(schemes, scheme => scheme.Verify(Requests.Of("{}", ("X-Token", text), ("Authorization", "Basic " + text)))));
    }

    private static ISignatureScheme Create(string scheme, params (string Name, string Value)[] values) => GenericScheme.Create(
        scheme, new ProviderConfig(values.ToDictionary(value => value.Name, IReadOnlyList<string> (value) => [value.Value])));
}
