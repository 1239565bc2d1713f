using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class ProvidersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task They_are_listed_for_people_and_for_programs()
    {
        var table = new CommandLine();
        Assert.Equal(ExitCode.Done, await table.RunAsync("providers"));
        Assert.Contains(table.Lines, line => line.StartsWith("stripe ", StringComparison.Ordinal));
        Assert.Equal(ProviderCatalog.All.Count + 1, table.Lines.Length);

        var programs = new CommandLine();
        Assert.Equal(ExitCode.Done, await programs.RunAsync("providers", "--json"));
        var names = programs.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString());
        Assert.Equal(ProviderCatalog.All.Select(provider => provider.Name), names);
    }

    [Fact]
    public async Task One_tells_what_to_paste_where_and_an_unknown_one_which_there_are()
    {
        var line = new CommandLine();
        Assert.Equal(ExitCode.Done, await line.RunAsync("providers", "paypal"));
        Assert.Contains("Webhook ID", line.Out.ToString(), StringComparison.Ordinal);
        var unknown = new CommandLine();
        Assert.Equal(ExitCode.Usage, await unknown.RunAsync("providers", "paypall"));
        Assert.Contains("paypal", unknown.Error.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Names => [.. ProviderCatalog.All.Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Init_writes_a_configuration_for_each_and_says_what_comes_next(string provider)
    {
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("init", "--provider", provider, "--config", $"{provider}.yaml"));
        Assert.Contains(ProviderCatalog.Find(provider)!.Setup, line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains($"provider: {provider}", File.ReadAllText(Path.Combine(folder.Root, $"{provider}.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_body_or_the_url_is_signed_there_and_spoiled_there()
    {
        folder.Write("breakwater.yaml", """
            sources:
              pay: { provider: adyen, hmacKey: 44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056 }
              graph: { provider: microsoft-graph, clientState: a-state }
              calls: { provider: twilio, secret: a-token, publicUrl: "https://hooks.example.com/in/calls" }
              issues: { provider: linear, secret: lin_wh_x }
            """);
        foreach (var source in new[] { "pay", "graph", "calls", "issues" })
        {
            Assert.True(await GenuineAsync(source), source);
            Assert.False(await GenuineAsync(source, "--bad-signature"), source);
        }
    }

    [Fact]
    public async Task Where_the_platform_has_the_private_key_send_says_so_and_takes_one_of_ones_own()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        folder.Write("breakwater.yaml", $$"""
            sources:
              mail: { provider: sendgrid, publicKey: "{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}" }
              shop: { provider: paypal, webhookId: W1 }
            """);
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Usage, await line.RunAsync("send", "mail", "--dry-run"));
        Assert.Contains("--private-key", line.Error.ToString(), StringComparison.Ordinal);
        Assert.True(await GenuineAsync("mail", "--private-key", "key.pem"));
        Assert.False(await GenuineAsync("mail", "--private-key", "key.pem", "--bad-signature"));

        var never = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Usage, await never.RunAsync("send", "shop", "--dry-run", "--private-key", "key.pem"));
        Assert.Contains("publishes the certificate", never.Error.ToString(), StringComparison.Ordinal);
        var wrong = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Usage, await wrong.RunAsync("send", "mail", "--dry-run", "--private-key", "breakwater.yaml"));
    }

    [Fact]
    public async Task Values_and_a_published_certificate_are_given_to_verify_by_name()
    {
        folder.Write("body.json", "{}");
        folder.Write("none.pem", "no certificate");
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Failed, await line.RunAsync(
            "verify", "--provider", "paypal", "--value", "webhookId=W1", "--body", "body.json", "--certificate", "none.pem",
            "--header", "PAYPAL-TRANSMISSION-ID: 1", "--header", "PAYPAL-TRANSMISSION-TIME: 2026-01-01T00:00:00Z", "--header", "PAYPAL-AUTH-ALGO: SHA256withRSA",
            "--header", "PAYPAL-TRANSMISSION-SIG: AAAA", "--header", "PAYPAL-CERT-URL: https://api.paypal.com/v1/notifications/certs/C1"));
        Assert.Contains("it is no certificate", line.Out.ToString(), StringComparison.Ordinal);
    }

    private async Task<bool> GenuineAsync(string source, params string[] more)
    {
        var line = new CommandLine { Folder = folder.Root };
        var code = await line.RunAsync(["send", source, "--dry-run", "--json", "--to", $"https://hooks.example.com/in/{source}", .. more]);
        Assert.True(code == ExitCode.Done, line.Error.ToString());
        using var json = JsonDocument.Parse(Assert.Single(line.Lines));
        var root = json.RootElement;
        File.WriteAllText(Path.Combine(folder.Root, "sent.http"), string.Join('\n', [
            $"{root.GetProperty("method").GetString()} {root.GetProperty("url").GetString()} HTTP/1.1",
            .. root.GetProperty("headers").EnumerateArray().Select(header => $"{header[0].GetString()}: {header[1].GetString()}"),
            "",
            root.GetProperty("body").GetString()!,
        ]));
        var verify = new CommandLine { Folder = folder.Root };
        return await verify.RunAsync("verify", source, "--request", "sent.http") == ExitCode.Done;
    }
}
