using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>Each kind of mistake: where it is, what it says, what was probably meant.</summary>
public sealed class MistakesTests
{
    [Theory]
    [InlineData("    timout: 10s", 6, 5, "destinations.orders.timout", "unknown name 'timout'", "timeout")]
    [InlineData("    timeout: 10", 6, 14, "destinations.orders.timeout", "'10' is no duration", null)]
    [InlineData("    timeout: 10 s", 6, 14, "destinations.orders.timeout", "'10 s' is no duration", null)]
    [InlineData("    timeout: 1d", 6, 14, "destinations.orders.timeout", "out of range", null)]
    [InlineData("    timeout: [10s]", 6, 14, "destinations.orders.timeout", "found a list", null)]
    [InlineData("    timeout:", 6, 13, "destinations.orders.timeout", "has no value", null)]
    [InlineData("    retired: yes", 6, 14, "destinations.orders.retired", "only true and false are", null)]
    [InlineData("    retired: \"true\"", 6, 14, "destinations.orders.retired", "in quotes", null)]
    [InlineData("    concurrency: 0", 6, 18, "destinations.orders.concurrency", "out of range", null)]
    [InlineData("    concurrency: 1.5", 6, 18, "destinations.orders.concurrency", "of another kind", null)]
    [InlineData("    concurrency: \"16\"", 6, 18, "destinations.orders.concurrency", "in quotes", null)]
    [InlineData("    method: PSOT", 6, 13, "destinations.orders.method", "'PSOT' is not known here", "POST")]
    [InlineData("    permanent: [400, 200]", 6, 22, "destinations.orders.permanent[1]", "out of range", null)]
    [InlineData("    permanent: 400", 6, 16, "destinations.orders.permanent", "found a single value", null)]
    [InlineData("    headers: { Host: a }", 6, 16, "destinations.orders.headers.Host", "cannot be set", null)]
    [InlineData("    headers: { webhook-id: a }", 6, 16, "destinations.orders.headers.webhook-id", "cannot be set", null)]
    [InlineData("    headers: { \"a b\": a }", 6, 16, "destinations.orders.headers.a b", "no name of a header", null)]
    [InlineData("    headers: { A: \"x\\r\\nB: y\" }", 6, 19, "destinations.orders.headers.A", "line break", null)]
    [InlineData("    headers: { A: x, a: y }", 6, 22, "destinations.orders.headers.a", "stands twice", null)]
    [InlineData("    sign: { secret: \"not base64!\" }", 6, 21, "destinations.orders.sign.secret", "no base64", null)]
    [InlineData("    sign: { secret: whsec_AAAA }", 6, 21, "destinations.orders.sign.secret", "wrong length", null)]
    [InlineData("    sign: { secret: whsk_AAAA }", 6, 21, "destinations.orders.sign.secret", "no Ed25519 key: 3 bytes after whsk_", null)]
    [InlineData("    sign: { secret: \"whsk_not base64!\" }", 6, 21, "destinations.orders.sign.secret", "no base64 after whsk_", null)]
    [InlineData("    sign: { secret: whpk_AAAA }", 6, 21, "destinations.orders.sign.secret", "what signs begins with whsk_", null)]
    [InlineData("    sign: {}", 6, 11, "destinations.orders.sign", "'secret' is missing", null)]
    [InlineData("    retry: { first: 2h, max: 1h }", 6, 21, "destinations.orders.retry.first", "longer than max", null)]
    [InlineData("    retry: { schedule: [5s], factor: 2 }", 6, 30, "destinations.orders.retry.factor", "exclude each other", null)]
    [InlineData("    retry: { schedule: [5h], giveUpAfter: 1h }", 6, 43, "destinations.orders.retry.giveUpAfter", "longer than giveUpAfter", null)]
    [InlineData("    retry: { giveUpAfter: 5s }", 5, 3, "destinations.orders", "longer than giveUpAfter", null)]
    [InlineData("    rate: 100", 6, 11, "destinations.orders.rate", "is no rate", null)]
    [InlineData("    rate: 0/s", 6, 11, "destinations.orders.rate", "out of range", null)]
    [InlineData("    breaker: { failures: 0 }", 6, 26, "destinations.orders.breaker.failures", "out of range", null)]
    [InlineData("    breaker: { minimun: 5 }", 6, 16, "destinations.orders.breaker.minimun", "minimun", "minimum")]
    [InlineData("    connectTimeout: 11s", 6, 21, "destinations.orders.connectTimeout", "longer than the timeout of the whole attempt (10s)", null)]
    [InlineData("    onAmbiguous: holt", 6, 18, "destinations.orders.onAmbiguous", "'holt' is not known here", "hold")]
    [InlineData("    onAmbiguous: check", 6, 18, "destinations.orders.onAmbiguous", "'check' is missing", null)]
    [InlineData("    check: { request: \"POST /a\", found: /id }", 6, 23, "destinations.orders.check.request", "it begins with GET and a space", null)]
    [InlineData("    check: { request: \"GET https://a.example.com/\", found: /id }", 6, 23, "destinations.orders.check.request", "begins with a slash", null)]
    [InlineData("    check: { request: \"GET /a?b={id}\", found: /id }", 6, 23, "destinations.orders.check.request", "knows no {id}", null)]
    [InlineData("    check: { request: \"GET /../a\", found: /id }", 6, 23, "destinations.orders.check.request", "would leave the destination's url", null)]
    [InlineData("    check: { request: \"GET /a\", found: id }", 6, 40, "destinations.orders.check.found", "a JSON Pointer begins with /", null)]
    [InlineData("    fallback: [ { destination: order } ]", 6, 32, "destinations.orders.fallback[0].destination", "there is no destination 'order'", "orders")]
    [InlineData("    fallback: [ { destination: orders } ]", 6, 32, "destinations.orders.fallback[0].destination", "the fallbacks go round in a circle: orders -> orders", null)]
    [InlineData("    fallback: [ { lastGood: 10m, answer: { status: 200 } } ]", 6, 17, "destinations.orders.fallback[0]", "a fallback is one thing", null)]
    [InlineData("    fallback: [ {} ]", 6, 17, "destinations.orders.fallback[0]", "a fallback is one thing", null)]
    [InlineData("    fallback: []", 6, 15, "destinations.orders.fallback", "a list of 0", null)]
    [InlineData("    url: https://other.example.com", 6, 5, "", "the name 'url' stands twice", null)]
    public void A_mistake_in_a_destination_is_told_with_its_place(string line, int atLine, int atColumn, string path, string message, string? meant)
    {
        var error = Loading.ErrorOf(Loading.WithDestination(line));

        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(meant, error.DidYouMean);
        if (path != "destinations.orders")
        {
            Assert.Equal((atLine, atColumn), (error.Line, error.Column));
        }
    }

    [Theory]
    [InlineData("    maxBody: 1MiB", "says neither provider nor verify")]
    [InlineData("    provider: strpe\n    secret: a", "did you mean 'stripe'?")]
    [InlineData("    provider: square\n    secret: a", "provider 'square' needs 'publicUrl' (or 'notificationUrl')")]
    [InlineData("    provider: square\n    secret: a\n    publicUrl: hooks.example.com", "`publicUrl` is no URL")]
    [InlineData("    provider: adyen\n    hmacKey: not hex", "`hmacKey` is not hex")]
    [InlineData("    provider: discord\n    publicKey: 00", "no Ed25519 public key")]
    [InlineData("    provider: plaid\n    clientId: a", "needs 'secret' (or 'keys')")]
    [InlineData("    provider: plaid\n    keys: [ { kty: EC, crv: P-384, kid: a } ]", "of the curve P-256")]
    [InlineData("    provider: gitlab", "needs 'secret' (or 'token')")]
    [InlineData("    provider: mollie\n    classic: true\n    secret: a", "are not signed")]
    [InlineData("    provider: stripe", "provider 'stripe' needs 'secret'")]
    [InlineData("    provider: stripe\n    secret: a\n    verify: none", "exclude each other")]
    [InlineData("    provider: stripe\n    secret: \"\"", "is empty")]
    [InlineData("    provider: stripe\n    secret: a\n    webhookId: b", "provider 'stripe' takes no 'webhookId'")]
    [InlineData("    verify: non", "only none stands alone here")]
    [InlineData("    verify: { scheme: hmac-sha256, secret: a }", "needs 'header'")]
    [InlineData("    verify: { scheme: hmac-sha256, header: X-Sig }", "needs 'secret'")]
    [InlineData("    verify: { scheme: hmac-256, header: X-Sig, secret: a }", "did you mean 'hmac-sha256'?")]
    [InlineData("    verify: { scheme: token, header: X-T, secret: a, encoding: hex }", "takes no 'encoding'")]
    [InlineData("    verify: { scheme: basic, secret: nocolon }", "user:password")]
    [InlineData("    verify: { scheme: token, header: \"X T\", secret: a }", "no name of a header")]
    [InlineData("    verify: none\n    event: { id: data.id }", "is no place in a request")]
    [InlineData("    verify: none\n    event: { type: body-hash }", "is no place in a request")]
    [InlineData("    verify: none\n    event: { key: \"/a~2\" }", "is no place in a request")]
    [InlineData("    verify: none\n    maxBody: 1MB", "is no size")]
    [InlineData("    verify: none\n    maxBody: 1GiB", "a size from 1B to 64MiB")]
    [InlineData("    verify: none\n    answer: { status: 302 }", "from 200 to 299")]
    [InlineData("    verify: none\n    redact: [card]", "a JSON Pointer begins with /")]
    [InlineData("    verify: none\n    redact: [\"header:a b\"]", "names no header")]
    public void A_mistake_in_a_source_says_what_to_do(string lines, string says)
    {
        var error = Loading.ErrorOf(Loading.WithSource(lines));

        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("sources.erp", error.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listen: { ingress: localhost }", 1, 20, "no address")]
    [InlineData("listen: { ingress: \"https://0.0.0.0:8443\" }", 1, 20, "https is not supported yet")]
    [InlineData("listen: { admin: \"http://0.0.0.0:8081\" }", 1, 18, "not on loopback")]
    [InlineData("listen: { ingress: \"http://0.0.0.0:8081\" }", 1, 9, "same port")]
    [InlineData("store: { postgres: x }", 1, 20, "is neither a postgres:// URL nor keywords")]
    [InlineData("store: { postgres: \"postgres://h/d\", sqlite: a }", 1, 10, "exclude each other")]
    [InlineData("store: { keep: 0s }", 1, 16, "out of range")]
    [InlineData("network: { allow: [10.0.0.1/8] }", 1, 20, "no network")]
    [InlineData("sources: { breakwater: { verify: none } }", 1, 12, "Breakwater's own source")]
    [InlineData("sources: { Erp: { verify: none } }", 1, 12, "not allowed")]
    [InlineData("sources: []", 1, 10, "found a list")]
    [InlineData("entities: []", 1, 11, "found a list")]
    [InlineData("destinatons: {}", 1, 1, "did you mean 'destinations'?")]
    [InlineData("admin: { tokens: [ { name: a, token: b, role: root } ] }", 1, 47, "one of read, publish, operate, admin")]
    [InlineData("- a", 1, 1, "found a list")]
    [InlineData("just text", 1, 1, "found a single value")]
    public void A_mistake_elsewhere_is_told_with_its_place(string text, int line, int column, string says)
    {
        var error = Loading.ErrorOf(text + "\n");

        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void A_route_to_nowhere_is_told_with_the_likely_name()
    {
        var error = Loading.ErrorOf(Loading.Minimal.Replace("to: orders", "to: [oders]", StringComparison.Ordinal));

        Assert.Equal("breakwater.yaml(6,23): routes[0].to[0]: there is no destination 'oders'; did you mean 'orders'?", error.ToString());
    }

    [Fact]
    public void A_route_names_no_retired_destination_and_none_twice()
    {
        var retired = Loading.ErrorOf(Loading.WithDestination("    retired: true"));
        var twice = Loading.ErrorOf(Loading.Minimal.Replace("to: orders", "to: [orders, orders]", StringComparison.Ordinal));

        Assert.Contains("is retired", retired.Message, StringComparison.Ordinal);
        Assert.Contains("stands twice", twice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transform: a.js", "routes[0].transform: the file")]
    [InlineData("entity: order", "there is no entity 'order'")]
    [InlineData("together: true", "'together' is not supported yet")]
    [InlineData("compensate: a", "'compensate' is not supported yet")]
    [InlineData("where: { data: a }", "begins with /")]
    [InlineData("where: { /data: { a: b } }", "found a mapping")]
    public void A_route_is_refused_by_the_name_of_what_is_wrong(string option, string says)
    {
        var error = Loading.ErrorOf(Loading.Minimal.Replace("to: orders", "to: orders, " + option, StringComparison.Ordinal));

        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once_in_the_order_of_the_file()
    {
        var loaded = Loading.Load("""
            listen: { ingres: http://0.0.0.0:1 }
            sources:
              a: { provider: stripe }
              b: { verify: none, tolerance: soon }
            destinations:
              d: { url: ftp://x, timeout: 99h }
            routes:
              - { from: c, to: d }
              - { to: e }
            """);

        Assert.Null(loaded.Settings);
        Assert.Equal(
            ["listen.ingres", "sources.a", "sources.b.tolerance", "destinations.d.url", "destinations.d.timeout", "routes[0].from", "routes[1]", "routes[1].to"],
            loaded.Errors.Select(e => e.Path));
        Assert.Equal(loaded.Errors.Select(e => e.Line).Order(), loaded.Errors.Select(e => e.Line));
    }

    [Fact]
    public void Tokens_have_names_and_texts_of_their_own()
    {
        var loaded = Loading.Load("""
            admin:
              tokens:
                - { name: a, token: "0123456789abcdef", role: read }
                - { name: a, token: "0123456789abcdef", role: admin }
            """);

        Assert.Equal(["admin.tokens[1].name", "admin.tokens[1].token"], loaded.Errors.Select(e => e.Path));
    }
}
