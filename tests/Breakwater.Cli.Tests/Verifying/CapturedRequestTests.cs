using System.Text;
using Breakwater.Cli.Verifying;
using Xunit;

namespace Breakwater.Cli.Tests.Verifying;

public class CapturedRequestTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_captured_request_is_read_with_either_line_end_and_its_body_byte_for_byte(string end)
    {
        var captured = Parse($"POST /in/x?a=1 HTTP/1.1{end}Host: h{end}X-A:  1 {end}x-a: 2{end}{end}{{\n \"a\": 1\r\n}}\n");
        Assert.Equal("/in/x?a=1", captured.Request.Url);
        Assert.Equal([new("Host", "h"), new("X-A", "1"), new("x-a", "2")], captured.Request.Headers);
        Assert.Equal("{\n \"a\": 1\r\n}\n", Encoding.UTF8.GetString(captured.Request.Body.Span));
        Assert.Null(captured.Remark);
    }

    [Fact]
    public void What_lies_beyond_content_length_is_left_out_and_said()
    {
        var captured = Parse("POST / HTTP/1.1\nContent-Length: 2\n\n{}\n");
        Assert.Equal(2, captured.Request.Body.Length);
        Assert.Contains("last 1 bytes", captured.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_that_is_not_whole_says_so() =>
        Assert.Contains("not whole", Parse("POST / HTTP/1.1\nContent-Length: 9\n\n{}").Remark, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("post / HTTP/1.1")]
    [InlineData("POST / HTTP/1.1\nno header\n\n{}")]
    [InlineData("POST / HTTP/1.1\nX A: 1\n\n{}")]
    public void What_is_no_request_is_refused(string text) => Assert.Throws<FormatException>(() => Parse(text));

    private static CapturedRequest Parse(string text) => CapturedRequest.Parse(Encoding.UTF8.GetBytes(text));
}
