using Breakwater.Model;
using Xunit;

namespace Breakwater.Cli.Tests.Transforms;

/// <summary>What a transform gets and may give back.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("({ id: event.body.order.id, lines: event.body.order.lines.map(l => l.sku) })", """{"id":7,"lines":["a"]}""", "application/json")]
    [InlineData("`<order>${event.body.order.id}</order>`", "<order>7</order>", "text/plain; charset=utf-8")]
    [InlineData("[event.source, event.type, event.key, event.version, event.idempotencyId]", """["shop","order.paid","7",null,"e1"]""", "application/json")]
    [InlineData("[event.id, event.occurredAt, event.receivedAt]", """["evt_00000000000010000000000001","2026-03-01T11:59:59.000Z","2026-03-01T12:00:00.000Z"]""", "application/json")]
    [InlineData("event.headers", """{"content-type":"application/json","x-shop":"a, b"}""", "application/json")]
    [InlineData("false", "false", "application/json")]
    [InlineData("''", "", "text/plain; charset=utf-8")]
    [InlineData("({ body: 1, headers: { a: 'b' }, method: 'PUT' })", """{"body":1,"headers":{"a":"b"},"method":"PUT"}""", "application/json")]
    public async Task A_transform_makes_the_body_and_its_content_type(string expression, string body, string contentType)
    {
        var code = $"export default (event) => {expression};";
        var result = await Scripts.RunAsync(code);

        Assert.Equal(Id(body), await Scripts.BodyAsync(code));
        Assert.Equal(new Header("Content-Type", contentType), Assert.Single(result.Headers));
        Assert.Null(result.Method);

        static string Id(string text) => text.Replace("evt_00000000000010000000000001", Scripts.Event().Id.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_says_headers_and_method_too()
    {
        var result = await Scripts.RunAsync("""
            export default (event) => request({ body: { id: 1 }, headers: { "X-Order": 7, "content-type": "application/vnd.order+json" }, method: "PUT" });
            """);

        Assert.Equal("""{"id":1}""", System.Text.Encoding.UTF8.GetString(result.Body.Span));
        Assert.Equal([new Header("X-Order", "7"), new Header("content-type", "application/vnd.order+json")], result.Headers);
        Assert.Equal("PUT", result.Method);
    }

    [Fact]
    public async Task A_request_without_a_body_sends_none()
    {
        var result = await Scripts.RunAsync("""export default () => request({ method: "DELETE" });""");

        Assert.Equal((0, "DELETE", 0), (result.Body.Length, result.Method, result.Headers.Count));
    }

    [Theory]
    [InlineData("application/json", "{\"a\":", "\"{\\\"a\\\":\"")]
    [InlineData("text/plain", "{\"a\":1}", "\"{\\\"a\\\":1}\"")]
    [InlineData(null, "[1]", "[1]")]
    public async Task A_body_is_parsed_where_it_is_JSON_and_a_text_elsewhere(string? contentType, string body, string json) =>
        Assert.Equal(json, await Scripts.BodyAsync("export default (event) => JSON.stringify(event.body)", Scripts.Event(body, contentType)));

    [Fact]
    public async Task A_body_that_is_no_text_is_null() => Assert.Equal(
        "[null,null]",
        await Scripts.BodyAsync("export default (event) => [event.body, event.text]", Scripts.Event() with { Body = new byte[] { 0xff, 0xfe } }));

    [Theory]
    [InlineData("\n  return event.body.customer.name;", "transforms/orders.js:2: TypeError: Cannot read properties of undefined (reading 'name')")]
    [InlineData("\n\n  throw new Error('no total');", "transforms/orders.js:3: Error: no total")]
    [InlineData("throw 'just a text'", "transforms/orders.js:1: just a text")]
    [InlineData("event.body.order.id = 8; return event.body", "transforms/orders.js:1: TypeError: Cannot assign to read only property")]
    [InlineData("event.extra = 8; return 1", "transforms/orders.js:1: TypeError: ")]
    [InlineData("event.body.order.id", "returned undefined: return what is to be sent")]
    [InlineData("return null", "returned null")]
    [InlineData("return () => 1", "a function or a symbol")]
    [InlineData("return Promise.resolve(1)", "returned a promise")]
    [InlineData("const a = {}; a.a = a; return a", "TypeError: ")]
    [InlineData("return request({ body: 1, status: 200 })", "request() takes body, headers and method, and not 'status'")]
    [InlineData("return request({ body: 1, method: 'GET' })", "POST, PUT, PATCH or DELETE")]
    [InlineData("return request({ body: 1, headers: { Host: 'x' } })", "the header 'Host' is")]
    [InlineData("return request({ body: 1, headers: { 'webhook-id': 'x' } })", "the header 'webhook-id' is")]
    [InlineData("return request({ body: 1, headers: { X: 'a\\r\\nb' } })", "the header 'X' holds a character")]
    [InlineData("return request({ body: 1, headers: { 'a b': 1 } })", "no name of a header")]
    [InlineData("return request({ body: 1, headers: 7 })", "are an object")]
    public async Task What_fails_says_where_and_why(string body, string says)
    {
        var fault = await Scripts.FailureAsync($"export default (event) => {{{body}}}");

        Assert.Contains(says, fault.Text, StringComparison.Ordinal);
        Assert.StartsWith("transforms/orders.js", fault.Text, StringComparison.Ordinal);
        Assert.False(fault.MayPass);
    }

    [Theory]
    [InlineData("export default (event) => {", "transforms/orders.js(1,28): ")]
    [InlineData("const a = 1;\n\nlet let = 1; export default () => 1", "transforms/orders.js(3,5): ")]
    [InlineData("const a = 1", "there is no 'export default (event) => body'")]
    [InlineData("export const transform = (e) => 1", "there is no 'export default (event) => body'")]
    [InlineData("export default 5", "there is no 'export default (event) => body'")]
    [InlineData("module.exports = () => 1", "transforms/orders.js:1: ReferenceError: module is not defined")]
    [InlineData("\nimport fs from 'fs'; export default () => 1", "transforms/orders.js(2,1): a transform is one file")]
    [InlineData("export * from './other.js'; export default () => 1", "transforms/orders.js(1,1): a transform is one file")]
    [InlineData("while (true) {} export default () => 1", "took more than 250,000 steps")]
    [InlineData("export default (event) => { return ((((( }", "transforms/orders.js(1,")]
    public void A_script_that_cannot_be_used_is_refused_when_it_is_compiled(string code, string says) =>
        Assert.Contains(says, Scripts.FaultOf(code), StringComparison.Ordinal);

    [Fact]
    public async Task Every_run_gives_the_same() => Assert.Equal(
        [await Scripts.BodyAsync(Clock), await Scripts.BodyAsync(Clock)],
        Enumerable.Repeat("""[1772366400000,"2026-03-01T12:00:00.000Z",0,"2026-01-02T00:00:00.000Z"]""", 2));

    private const string Clock = "export default () => [Date.now(), new Date(), new Date().getTimezoneOffset(), new Date('2026-01-02')]";

    [Fact]
    public async Task Nothing_gets_from_one_event_to_another()
    {
        var transform = Scripts.Compile("""
            let seen = 0;
            export default (event) => {
              const before = [++seen, globalThis.left ?? null, [].marked ?? null, JSON.stringify.changed ?? null];
              globalThis.left = event.id; Array.prototype.marked = 1; JSON.stringify.changed = 1;
              return before;
            };
            """);

        for (var run = 0; run < 3; run++)
        {
            var result = await transform.ApplyAsync(Scripts.Event());
            Assert.Equal("[1,null,null,null]", System.Text.Encoding.UTF8.GetString(result.Body.Span));
        }
    }
}
