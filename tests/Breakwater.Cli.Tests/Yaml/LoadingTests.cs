using System.Net;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Verification;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>What a right configuration comes to.</summary>
public sealed class LoadingTests
{
    [Fact]
    public void The_least_configuration_has_the_defaults_of_the_settings()
    {
        var settings = Loading.SettingsOf(Loading.Minimal);
        var plain = new DestinationSettings { Name = "orders", Url = new Uri("https://orders.example.com/hooks") };

        Assert.Equivalent(plain, settings.Destinations["orders"], strict: true);
        Assert.Equal(new ListenSettings(), settings.Listen);
        Assert.Equal(new StoreSettings(), settings.Store);
        Assert.Equal((1024 * 1024, TimeSpan.FromMinutes(5), 202), (settings.Sources["erp"].MaxBody, settings.Sources["erp"].Tolerance, settings.Sources["erp"].AnswerStatus));
    }

    [Fact]
    public void Every_option_arrives()
    {
        var settings = Loading.SettingsOf(Full, ("SECRET", "s"), ("OPS_TOKEN", "0123456789abcdef"));
        var erp = settings.Sources["erp"];
        var orders = settings.Destinations["orders"];

        Assert.Equal(("http://0.0.0.0:9000/", "http://127.0.0.1:9001/"), (settings.Listen.Ingress.AbsoluteUri, settings.Listen.Admin.AbsoluteUri));
        Assert.Equal(("./x.db", TimeSpan.FromDays(7)), (settings.Store.Sqlite, settings.Store.Keep));
        Assert.Equal(("ops", Role.Operate), (settings.Admin.Tokens[0].Name, settings.Admin.Tokens[0].Role));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("127.0.0.1/32")], settings.Network.Allow);
        Assert.Equal(("hmac-sha256", 2048, TimeSpan.FromMinutes(1), 200), (erp.SchemeName, erp.MaxBody, erp.Tolerance, erp.AnswerStatus));
        Assert.Equal(["s", "old"], erp.Secrets.Select(s => s.Reveal()));
        Assert.True(erp.Identity.IdRequired);
        Assert.Equal(new SelectorPart(SelectorKind.Header, "X-Event-Id"), Assert.Single(Assert.Single(erp.Identity.Id).Parts));
        Assert.Equal(new SelectorPart(SelectorKind.Pointer, "/order/revision"), Assert.Single(Assert.Single(erp.Identity.Version).Parts));
        Assert.Equal(("PUT", 3, true), (orders.Method, orders.Concurrency, orders.Permanent.SetEquals([404])));
        Assert.Equal(("x-api-key", "k"), (orders.Headers[0].Key, orders.Headers[0].Value.Reveal()));
        Assert.Equal((4, 2.5, TimeSpan.FromHours(1)), (orders.Retry.MaxAttempts, orders.Retry.Factor, orders.Retry.Max));
        Assert.Equal("/data/currency", Assert.Single(settings.Routes[0].Where).Pointer);
        Assert.Equal(["eur", "42", "true", "null"], settings.Routes[0].Where[0].Values);
        Assert.Equal(["charge.*"], settings.Routes[0].Types);
        Assert.Equal(["orders", "crm"], settings.Routes[0].To);
    }

    [Fact]
    public void What_limits_a_destination_arrives()
    {
        const string Lines = """
                rate: 600/m
                connectTimeout: 2s
                breaker: { failures: 0.4, window: 1m, minimum: 5, open: 2s }
            """;
        var orders = Loading.SettingsOf(Loading.WithDestination(Lines)).Destinations["orders"];

        Assert.Equal((10.0, TimeSpan.FromSeconds(2)), (orders.Rate, orders.ConnectTimeout));
        Assert.Equal(
            new BreakerSettings { Failures = 0.4, Window = TimeSpan.FromMinutes(1), Minimum = 5, Open = TimeSpan.FromSeconds(2) },
            orders.Breaker);
        Assert.False(Loading.SettingsOf(Loading.WithDestination("    breaker: { enabled: false }")).Destinations["orders"].Breaker.Enabled);
    }

    [Theory]
    [InlineData("    schedule: [5s, 1m]")]
    [InlineData("    retry: { schedule: [5s, 1m] }")]
    public void A_schedule_may_stand_in_either_place(string line)
    {
        var retry = Loading.SettingsOf(Loading.WithDestination(line)).Destinations["orders"].Retry;

        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)], retry.Schedule);
        Assert.Equal(3, retry.MaxAttempts);
    }

    [Fact]
    public void A_long_schedule_is_not_cut_off_by_the_default_of_giveUpAfter()
    {
        var retry = Loading.SettingsOf(Loading.WithDestination("    schedule: [2d, 5d]")).Destinations["orders"].Retry;

        Assert.Equal((TimeSpan.FromDays(14), TimeSpan.FromDays(5)), (retry.GiveUpAfter, retry.Max));
    }

    [Fact]
    public void A_preset_brings_its_identity_and_the_event_section_replaces_single_parts()
    {
        var source = Loading.SettingsOf(Loading.WithSource("    provider: github\n    secret: s\n    event: { key: /sender/id }")).Sources["erp"];
        var preset = Verification.Providers.ProviderCatalog.Find("github")!;

        Assert.Equal(preset.Identity.Id, source.Identity.Id);
        Assert.Equal(preset.Identity.Type, source.Identity.Type);
        Assert.Equal(preset.MaxBody, source.MaxBody);
        Assert.Equal("/sender/id", source.Identity.Key[0].Parts[0].Value);
    }

    [Fact]
    public void Without_a_declared_id_the_hash_of_the_body_stands_in()
    {
        var identity = Loading.SettingsOf(Loading.WithSource("    verify: none")).Sources["erp"].Identity;

        Assert.Equal((false, SelectorKind.BodyHash), (identity.IdRequired, identity.Id[0].Parts[0].Kind));
    }

    [Fact]
    public void Anchors_and_merge_keys_work_and_x_names_are_free_at_every_level()
    {
        var settings = Loading.SettingsOf("""
            x-policy: &policy { timeout: 3s, concurrency: 2, x-note: free }
            listen: { x-why: because }
            sources: { x-old: { nonsense: 1 }, erp: { verify: none, x-owner: me } }
            destinations:
              a: { <<: *policy, url: "https://a.example.com" }
              b: { <<: [*policy, { timeout: 9s }], concurrency: 5, url: "https://b.example.com" }
            routes: [ { from: erp, to: [a, b], x-ticket: 12 } ]
            """);

        Assert.Equal((TimeSpan.FromSeconds(3), 2), (settings.Destinations["a"].Timeout, settings.Destinations["a"].Concurrency));
        Assert.Equal((TimeSpan.FromSeconds(3), 5), (settings.Destinations["b"].Timeout, settings.Destinations["b"].Concurrency));
        Assert.Equal(["erp"], settings.Sources.Keys);
    }

    [Fact]
    public void What_leads_nowhere_and_what_is_open_are_warnings()
    {
        var loaded = Loading.Load("""
            sources: { a: { verify: none } }
            destinations: { d: { url: "http://127.0.0.1:9" }, old: { url: "https://old.example.com", retired: true } }
            """);

        Assert.Empty(loaded.Errors);
        Assert.Equal(["sources.a", "sources.a", "destinations.d", "destinations.d.url"], loaded.Warnings.Select(w => w.Path));
    }

    [Fact]
    public void Both_listeners_may_be_one()
    {
        var settings = Loading.SettingsOf("listen: { ingress: \"http://127.0.0.1:8080\", admin: \"http://127.0.0.1:8080\" }");

        Assert.Equal(settings.Listen.Ingress, settings.Listen.Admin);
    }

    [Fact]
    public void Ten_thousand_destinations_load()
    {
        var text = new StringBuilder("x-p: &p { timeout: 5s, headers: { A: b }, retry: { maxAttempts: 3, first: 1s } }\nsources: { a: { verify: none } }\ndestinations:\n");
        for (var i = 0; i < 10_000; i++)
        {
            text.Append($"  d{i}: {{ <<: *p, url: \"https://d{i}.example.com/hooks\", sign: {{ secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw }} }}\n");
        }

        text.Append("routes:\n").AppendJoin("", Enumerable.Range(0, 10_000).Select(i => $"  - {{ from: a, types: [\"t{i}.*\"], to: d{i} }}\n"));

        Assert.Equal(10_000, Loading.SettingsOf(text.ToString()).Destinations.Count);
    }

    internal const string Full = """
        listen: { ingress: "http://0.0.0.0:9000", admin: "http://127.0.0.1:9001" }
        store: { sqlite: ./x.db, keep: 7d }
        admin: { tokens: [ { name: ops, token: "${OPS_TOKEN}", role: operate } ] }
        network: { allow: [10.0.0.0/8, 127.0.0.1] }
        sources:
          erp:
            verify: { scheme: hmac-sha256, header: X-Signature, encoding: hex, prefix: "sha256=", secret: ["${SECRET}", old] }
            event: { id: "header:X-Event-Id", type: /event, key: /order/id, version: /order/revision, time: /occurredAt }
            maxBody: 2KiB
            tolerance: 1m
            answer: { status: 200 }
        destinations:
          orders:
            url: https://orders.example.com/hooks?a=b
            method: PUT
            headers: { x-api-key: k }
            timeout: 250ms
            retry: { maxAttempts: 4, first: 1s, factor: 2.5, max: 1h, giveUpAfter: 2d }
            permanent: [404]
            concurrency: 3
          crm: { url: "http://crm.example.com" }
        routes:
          - from: [erp]
            types: ["charge.*"]
            where: { /data/currency: [eur, 42, true, null] }
            to: [orders, crm]
            order: none
        """;
}
