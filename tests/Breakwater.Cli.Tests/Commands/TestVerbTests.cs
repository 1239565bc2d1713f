using System.Text.Json.Nodes;
using Breakwater.Cli.Tests.Yaml;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

/// <summary><c>test</c>: cases through the real receiver and router.</summary>
public sealed class TestVerbTests : IDisposable
{
    private const string Configuration = """
        sources:
          erp:
            verify: { scheme: hmac-sha256, header: X-Signature, prefix: "sha256=", secret: s3cret }
            event: { id: "header:X-Event-Id", type: /event, key: /order/id, version: /order/revision, time: /at }
          pay: { provider: stripe, secret: whsec_test }
          chat: { provider: slack, secret: slack-secret }
        destinations:
          orders: { url: "https://orders.example.com" }
          crm: { url: "https://crm.example.com" }
        routes:
          - { from: erp, types: ["order.*"], to: orders }
          - { from: erp, where: { /order/vip: true }, to: crm }
          - { from: pay, to: orders }

        """;

    private readonly TemporaryFolder folder = new();
    private readonly CommandLine line;

    public TestVerbTests()
    {
        line = new CommandLine { Folder = folder.Root };
        folder.Write("breakwater.yaml", Configuration);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cases_that_hold_pass()
    {
        folder.Write("body.json", """{"event":"order.paid","order":{"id":7,"revision":3,"vip":true},"at":"2026-01-31T12:00:00Z"}""");
        folder.Write("breakwater.test.yaml", """
            cases:
              - name: a paid order goes to both
                request: { source: erp, headers: { X-Event-Id: e1 }, bodyFile: body.json, sign: true }
                expect:
                  status: 202
                  event: { id: e1, type: order.paid, key: 7, version: 3, time: 2026-01-31T12:00:00Z }
                  routes: [0, 1]
                  to: [crm, orders]
              - name: the same again is a duplicate
                request: { source: erp, headers: { X-Event-Id: e1 }, bodyFile: body.json, sign: true }
                expect: { outcome: duplicate }
              - name: another type goes nowhere
                request: { source: erp, headers: { X-Event-Id: e2 }, body: '{"event":"stock.low"}', sign: true }
                expect: { to: [], routes: [], event: { key: null } }
              - name: unsigned is refused
                request: { source: erp, body: "{}" }
                expect: { outcome: rejected, status: 401, code: header-missing }
              - name: an id is needed
                request: { source: erp, body: "{}", sign: true }
                expect: { outcome: rejected, status: 422 }
              - name: nobody of this name
                request: { source: nobody, body: "{}" }
                expect: { outcome: rejected, status: 404, code: source-unknown }
              - name: a sample of the preset at a moment of its own
                request: { source: pay, sign: true, at: 2026-02-01T00:00:00Z }
                expect: { to: orders }
              - name: a challenge is answered
                request: { source: chat, headers: { Content-Type: application/json }, body: '{"type":"url_verification","challenge":"abc"}', sign: true }
                expect: { outcome: handshake, status: 200 }
            """);

        var exit = await line.RunAsync("test");

        Assert.Equal("", line.Error.ToString());
        Assert.Equal("8 passed, 0 failed", line.Lines[^1]);
        Assert.Equal(0, exit);
    }

    [Fact]
    public async Task What_differs_is_told_and_ends_with_1()
    {
        folder.Write("x.breakwater-test.yaml", """
            cases:
              - name: wrong in every way
                request: { source: erp, headers: { X-Event-Id: e1 }, body: '{"event":"order.paid"}', sign: true }
                expect: { status: 200, event: { id: e2, type: null, key: k }, routes: [1], to: crm }
            """);

        Assert.Equal(1, await line.RunAsync("test"));
        Assert.Equal(
            [
                "FAIL  wrong in every way  x.breakwater-test.yaml(2,5)",
                "        status: expected 200, was 202",
                "        event.id: expected 'e2', was 'e1'",
                "        event.type: expected none, was 'order.paid'",
                "        event.key: expected 'k', was none",
                "        routes: expected '[1]', was '[0]'",
                "        to: expected '[crm]', was '[orders]'",
                "0 passed, 1 failed",
            ],
            line.Lines);
    }

    [Fact]
    public async Task What_a_destination_gets_is_what_its_transform_makes()
    {
        folder.Write("orders.js", "export default (event) => {\n  return request({ body: { id: event.body.order.id }, headers: { 'X-Event': event.type } });\n}");
        folder.Write("breakwater.yaml", Configuration.Replace("types: [\"order.*\"], to: orders", "types: [\"order.*\"], to: orders, transform: orders.js", StringComparison.Ordinal));
        folder.Write("breakwater.test.yaml", """
            cases:
              - name: the order alone
                request: { source: erp, headers: { X-Event-Id: e1 }, body: '{"event":"order.paid","order":{"id":7,"vip":true}}', sign: true }
                expect:
                  sent:
                    orders: { body: '{ "id": 7 }', headers: { content-type: application/json, x-event: order.paid }, method: POST }
                    crm: { body: '{"event":"order.paid","order":{"id":7,"vip":true}}' }
              - name: without an order it fails
                request: { source: erp, headers: { X-Event-Id: e2 }, body: '{"event":"order.paid"}', sign: true }
                expect: { sent: { orders: { error: "orders.js:2: TypeError" } } }
              - name: wrong
                request: { source: erp, headers: { X-Event-Id: e3 }, body: '{"event":"order.paid","order":{"id":8}}', sign: true }
                expect: { sent: { orders: { body: '{"id":7}', headers: { X-Event: order.lost }, method: PUT }, crm: { method: POST } } }
              - name: failed
                request: { source: erp, headers: { X-Event-Id: e4 }, body: '{"event":"order.paid"}', sign: true }
                expect: { sent: { orders: { body: "{}" } } }
            """);

        Assert.Equal(1, await line.RunAsync("test"));
        Assert.Equal("", line.Error.ToString());
        Assert.Equal(
            [
                "ok    the order alone",
                "ok    without an order it fails",
                "FAIL  wrong  breakwater.test.yaml(11,5)",
                "        sent.orders.body: expected '{\"id\":7}', was '{\"id\":8}'",
                "        sent.orders.method: expected 'PUT', was 'POST'",
                "        sent.orders.headers.X-Event: expected 'order.lost', was 'order.paid'",
                "        sent.crm: nothing is sent there",
                "FAIL  failed  breakwater.test.yaml(14,5)",
                "        sent.orders: its transform failed: orders.js:2: TypeError: Cannot read properties of undefined (reading 'id')",
                "2 passed, 2 failed",
            ],
            line.Lines);
    }

    [Fact]
    public async Task Programs_get_a_json_line_a_case()
    {
        folder.Write("a.yaml", "cases: [ { name: n, request: { source: erp, body: \"{}\" }, expect: { outcome: rejected, code: other } } ]\n");

        Assert.Equal(1, await line.RunAsync("test", "a.yaml", "--json"));
        var result = JsonNode.Parse(Assert.Single(line.Lines))!;
        Assert.Equal(("n", false), (result["name"]!.GetValue<string>(), result["passed"]!.GetValue<bool>()));
        Assert.Equal("code: expected 'other', was 'header-missing'", result["differences"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("cases: [ { name: n, request: { sorce: erp }, expect: {} } ]", "cases.test.yaml(1,32): cases[0].request.sorce: unknown name 'sorce'; did you mean 'source'?")]
    [InlineData("cases: []", "a list of 0")]
    [InlineData("cases: [ { name: n, request: { source: erp, body: a, bodyFile: b }, expect: {} } ]", "body and bodyFile exclude each other")]
    public async Task A_file_of_cases_that_is_wrong_is_told_with_its_place(string text, string says)
    {
        folder.Write("cases.test.yaml", text);

        Assert.Equal(2, await line.RunAsync("test", "cases.test.yaml"));
        Assert.Contains(says, line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_cases_or_with_a_wrong_configuration_it_ends_with_2()
    {
        Assert.Equal(2, await line.RunAsync("test"));
        folder.Write("breakwater.yaml", Loading.WithDestination("    onAmbiguous: check"));
        Assert.Equal(2, await line.RunAsync("test"));
        Assert.Contains("'check' is missing", line.Error.ToString(), StringComparison.Ordinal);
    }
}
