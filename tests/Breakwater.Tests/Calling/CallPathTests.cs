using Breakwater.Model;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Calling;

public sealed class CallPathTests
{
    [Theory]
    [InlineData("https://api.example.com", "/v1/charges", "https://api.example.com/v1/charges")]
    [InlineData("https://api.example.com/", "", "https://api.example.com/")]
    [InlineData("https://api.example.com/base", "/v1/", "https://api.example.com/base/v1/")]
    [InlineData("https://api.example.com/base/", "/v1", "https://api.example.com/base/v1")]
    [InlineData("https://api.example.com/base/", "", "https://api.example.com/base/")]
    [InlineData("https://api.example.com/base", "?a=1", "https://api.example.com/base?a=1")]
    [InlineData("https://api.example.com/base?token=t", "/v1?a=1&a=2", "https://api.example.com/base/v1?token=t&a=1&a=2")]
    [InlineData("https://api.example.com/base?token=t", "/v1", "https://api.example.com/base/v1?token=t")]
    [InlineData("https://api.example.com:8443", "/a%2Fb/%41?x=%20&y=[1]", "https://api.example.com:8443/a%2Fb/%41?x=%20&y=[1]")]
    [InlineData("https://user:password@api.example.com/", "/v1", "https://api.example.com/v1")]
    [InlineData("https://api.example.com", "/a...b/.well-known/..x", "https://api.example.com/a...b/.well-known/..x")]
    public void The_path_is_appended_to_the_destination_s_url_as_it_is_written(string destination, string path, string target)
    {
        Assert.Null(CallPath.Fault(path));
        var uri = CallPath.Target(new Uri(destination), path);
        Assert.Equal(target, uri.GetLeftPart(UriPartial.Authority) + uri.PathAndQuery);
    }

    [Theory]
    [InlineData("v1/charges")]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com/")]
    [InlineData("/a//b")]
    [InlineData("/..")]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%2E./b")]
    [InlineData("/a%2f..%2fb")]
    [InlineData("/a/%252e%252e/b")]
    [InlineData("/a/%25252e%25252e/b")]
    [InlineData("/a/..;x=1/b")]
    [InlineData("/a/..%3bx/b")]
    [InlineData("/a\\b")]
    [InlineData("/a/..%5cb")]
    [InlineData("/a%00")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/a b")]
    [InlineData("/ä")]
    [InlineData("/a#b")]
    [InlineData("/a\r\nHost: b")]
    [InlineData("/%25252525252525252e")]
    public void A_path_that_could_leave_the_destination_s_url_is_refused(string path) => Assert.NotEmpty(CallPath.Fault(path)!);

    [Fact]
    public void Whatever_is_not_refused_stays_under_the_url_for_a_server_that_decodes()
    {
        string[] pieces = ["/", ".", "..", "%2e", "%2F", "%5c", "a", "%25", "2e", "?", ";", "&", "=", "//", "%c0%ae", "~"];
        Gen.Int[0, pieces.Length - 1].Array[0, 10].Sample(parts =>
        {
            var path = "/" + string.Concat(parts.Select(part => pieces[part]));
            if (CallPath.Fault(path) is not null)
            {
                return;
            }

            var target = CallPath.Target(new Uri("https://api.example.com/base/"), path);
            Assert.Equal("api.example.com", target.Host);
            for (var way = target.AbsolutePath.Split('?')[0]; ; way = Uri.UnescapeDataString(way))
            {
                // What a server makes of it that resolves dots.
                Assert.StartsWith("/base", new Uri("https://api.example.com" + way.Replace('\\', '/')).AbsolutePath, StringComparison.Ordinal);
                if (Uri.UnescapeDataString(way) == way)
                {
                    break;
                }
            }
        });
    }
}
