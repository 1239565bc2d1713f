using System.Text;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Model;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Configuration;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("""{"card":{"number":"4242424242424242","brand":"visa"},"id":1}""", """{"card":{"number":"***","brand":"visa"},"id":1}""")]
    [InlineData("""{ "card" : { "number" : 4242424242424242 } }""", """{ "card" : { "number" : "***" } }""")]
    [InlineData("""{"card":{"number":{"first":["4242"]}}}""", """{"card":{"number":"***"}}""")]
    [InlineData("""{"card":{"number":null,"number":"twice"}}""", """{"card":{"number":"***","number":"***"}}""")]
    [InlineData("""{"card":{"n\u0075mber":"escaped"}}""", """{"card":{"n\u0075mber":"***"}}""")]
    [InlineData("""{"items":[{"card":"a","x":1},{"card":"b"}],"card":7}""", """{"items":[{"card":"***","x":1},{"card":"***"}],"card":7}""")]
    [InlineData("""{"list":[1,2,3]}""", """{"list":[1,"***",3]}""")]
    [InlineData("""{"a/b":{"c~d":"odd"}}""", """{"a/b":{"c~d":"***"}}""")]
    [InlineData("""{"number":"4242","cards":{"number":1}}""", """{"number":"4242","cards":{"number":1}}""")]
    [InlineData("""[{"card":{"number":"1"}}]""", """[{"card":{"number":"1"}}]""")]
    [InlineData("""{}""", """{}""")]
    public void What_a_pointer_names_is_blotted_out_and_every_other_byte_stays(string body, string shown) =>
        Assert.Equal(shown, Text(Of("/card/number", "/items/*/card", "/list/1", "/a~1b/c~0d").Apply(Event(body)).Body));

    [Theory]
    [InlineData("card=4242424242424242")]
    [InlineData("""{"card":{"number":"4242"}""")]
    [InlineData("""{"card":{"number":"4242"}} trailing""")]
    [InlineData("""<card><number>4242</number></card>""")]
    public void A_body_that_is_not_JSON_is_not_shown_and_neither_is_what_belongs_to_it(string body)
    {
        var redacted = Of("/card/number").Apply(Event(body));
        Assert.Null(redacted.Body);
        Assert.Equal(Redaction.NotShown, redacted.Text("no such card 4242"));
        Assert.Equal(Redaction.NotShown, redacted.BodyText("4242"u8.ToArray()));
        Assert.Equal("", redacted.BodyText(default));
    }

    [Fact]
    public void Too_deep_a_body_and_one_that_is_not_UTF8_are_not_shown()
    {
        Assert.Null(Of("/a").Apply(Event(new string('[', 10_000) + new string(']', 10_000))).Body);
        Assert.Null(Of("/a").Apply(Event([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8])).Body);
    }

    [Fact]
    public void What_was_blotted_out_is_blotted_out_of_everything_that_is_shown_with_it()
    {
        var redacted = Of("/card/number", "header:X-Customer").Apply(
            Event("""{"card":{"number":"4242-4242 \u00e4"}}""") with { Headers = [new("X-Customer", "Ada Lovelace"), new("X-Other", "4242-4242 ä")] });
        Assert.Equal("no such card ***", redacted.Text("no such card 4242-4242 ä"));
        Assert.Equal("""{"card":{"number":"***"},"to":"***"}""", redacted.BodyText("""{"card":{"number":"other"},"to":"Ada Lovelace"}"""u8.ToArray()));
        Assert.Equal("""cut off: {"echo":"***""", redacted.BodyText("""cut off: {"echo":"4242-4242 \u00e4"""u8.ToArray()));
        Assert.Equal([new Header("X-Customer", "***"), new Header("X-Other", "***")], redacted.Lines([new("X-Customer", "Ada Lovelace"), new("X-Other", "4242-4242 ä")]));
        Assert.Equal("***", redacted.Headers[0].Value);
    }

    [Fact]
    public void Headers_alone_leave_bodies_as_they_are() =>
        Assert.Equal("not JSON", Text(Of("header:X-Customer").Apply(Event("not JSON")).Body));

    [Fact]
    public void A_secret_that_is_named_is_never_shown_wherever_it_stands_beside()
    {
        var secret = Gen.String[Gen.Char.AlphaNumeric, 8, 20];
        Gen.Select(secret, Gen.String[0, 10], Gen.Int[0, 3]).Sample((value, name, depth) =>
        {
            object inner = new Dictionary<string, object> { ["secret"] = value, [name + "-x"] = 1 };
            for (var n = 0; n < depth; n++)
            {
                inner = new Dictionary<string, object> { ["in"] = inner, [name] = new[] { n } };
            }

            var place = string.Concat(Enumerable.Repeat("/in", depth)) + "/secret";
            var redacted = Of(place).Apply(Event(JsonSerializer.SerializeToUtf8Bytes(inner)));
            Assert.DoesNotContain($"\"{value}\"", Text(redacted.Body), StringComparison.Ordinal);
            Assert.NotNull(JsonDocument.Parse(redacted.Body!.Value));
            Assert.DoesNotContain(value, redacted.Text($"says {value}!"), StringComparison.Ordinal);
        });
    }

    private static Redaction Of(params string[] places) => new(places);

    private static string Text(ReadOnlyMemory<byte>? body) => Encoding.UTF8.GetString(body!.Value.Span);

    private static Event Event(string body) => Event(Encoding.UTF8.GetBytes(body));

    private static Event Event(byte[] body) => new()
    {
        Id = new EventId(new SortableId(1, 1)),
        Source = "shop",
        IdempotencyId = "1",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Headers = [],
        Body = body,
    };
}
