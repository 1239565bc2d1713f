using System.Text;
using Breakwater.Verification;

namespace Breakwater.Cli.Commands;

/// <summary>The configuration that <c>init</c> writes.</summary>
internal static class StartingFile
{
    private const string Server = """
        # Breakwater's configuration. Check it with: breakwater check
        # ${NAME}, ${NAME:-default} and ${file:path} are replaced inside values; inside { } such a value stands in quotes.

        listen:
          ingress: http://0.0.0.0:8080     # webhooks; may be public (behind a proxy that ends TLS)
          admin: http://127.0.0.1:8081     # API; beyond loopback it needs admin.tokens

        store:
          sqlite: ./data/breakwater.db
          keep: 30d                        # how long what is done with stays

        # admin:
        #   tokens:
        #     - { name: ops, token: "${OPS_TOKEN}", role: operate }   # read | publish | operate | admin

        # network:
        #   allow: [10.0.0.0/8]            # private targets are refused unless they are allowed here


        """;

    private const string Destinations = """

        destinations:
          orders:
            url: https://orders.example.com/hooks          # your endpoint: change it
            timeout: 10s                                   # one attempt, whole
            retry: { maxAttempts: 12, first: 5s, factor: 3, max: 6h, giveUpAfter: 72h }
            # headers: { Authorization: "Bearer ${ORDERS_TOKEN}" }
            # sign: { secret: "${ORDERS_SIGNING_SECRET}" } # a Standard Webhooks signature for it to check
            # concurrency: 16

        routes:

        """;

    /// <summary>The variables that it names.</summary>
    public static IReadOnlyList<string> Variables(Provider provider) =>
        [.. provider.Values.Where(v => v.Required).DefaultIfEmpty(provider.Values[0]).Select(v => VariableOf(provider, v))];

    public static string Write(Provider provider, string schema) => new StringBuilder()
        .Append("# yaml-language-server: $schema=").Append(schema).Append('\n')
        .Append(Server)
        .Append(Sources(provider))
        .Append(Destinations)
        .Append("  - from: ").Append(provider.Name).Append('\n')
        .Append("    to: orders\n")
        .Append("    # types: [\"").Append(provider.Sample.Type).Append("\"]      # default: all; * stands for anything\n")
        .Append("    # where: { /data/object/currency: [eur, usd] }\n")
        .ToString();

    private static string Sources(Provider provider)
    {
        var text = new StringBuilder("sources:\n");
        text.Append("  ").Append(provider.Name).Append(":                             # comes in at /in/").Append(provider.Name).Append('\n');
        text.Append("    provider: ").Append(provider.Name).Append('\n');
        var needed = provider.Values.Where(v => v.Required).DefaultIfEmpty(provider.Values[0]);
        foreach (var value in needed)
        {
            text.Append("    ").Append(value.Name).Append(": ${").Append(VariableOf(provider, value)).Append("}   # ").Append(value.Meaning.ReplaceLineEndings(" ")).Append('\n');
        }

        return text.Append("""
              # erp:                           # a sender without a preset
              #   verify: { scheme: hmac-sha256, header: X-Signature, encoding: hex, prefix: "sha256=", secret: "${ERP_SECRET}" }
              #   event: { id: "header:X-Event-Id", type: /event, key: /order/id }

            """).ToString();
    }

    /// <summary>The variable behind a value: <c>STRIPE_WEBHOOK_SECRET</c>, <c>GITLAB_TOKEN</c>.</summary>
    private static string VariableOf(Provider provider, ProviderValue value)
    {
        var name = value.Name == "secret" ? "webhookSecret" : value.Name;
        var words = string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
        return $"{provider.Name.Replace('-', '_').ToUpperInvariant()}_{words}";
    }
}
