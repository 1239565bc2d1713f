using System.Text;

namespace Breakwater.Cli.Demo;

/// <summary>The configuration of the server in the demo: an ordinary file, which <c>--keep</c> leaves to be read.</summary>
internal static class DemoConfiguration
{
    // Secrets of a platform that does not exist, in the shapes that the real ones have.
    public const string StripeSecret = "whsec_demo_platform_of_breakwater";
    public const string GitHubSecret = "demo platform of breakwater";
    public static readonly string SigningSecret = "whsec_" + Convert.ToBase64String(Encoding.ASCII.GetBytes("demo destinations of breakwater!"));

    /// <summary>What the destinations allow an attempt.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public static string Text(Uri ingress, Uri admin, Uri billing, Uri warehouse) => $$"""
        listen:
          ingress: {{Address(ingress)}}
          admin: {{Address(admin)}}
        store: { sqlite: ./data/breakwater.db }
        network: { allow: [127.0.0.0/8] }     # the pretend destinations are on this machine

        sources:
          stripe: { provider: stripe, secret: {{StripeSecret}} }
          github: { provider: github, secret: {{GitHubSecret}} }

        destinations:
          billing:
            url: {{billing}}
            sign: { secret: "{{SigningSecret}}" }
            timeout: {{Timeout.TotalMilliseconds}}ms
            retry: { maxAttempts: 40, first: 200ms, factor: 2, max: 2s, giveUpAfter: 5m }
            breaker: { open: 1s }               # the pretend outages are short
          warehouse:
            url: {{warehouse}}
            sign: { secret: "{{SigningSecret}}" }
            timeout: {{Timeout.TotalMilliseconds}}ms
            retry: { maxAttempts: 40, first: 200ms, factor: 2, max: 2s, giveUpAfter: 5m }
            breaker: { open: 1s }               # the pretend outages are short

        routes:
          - { from: stripe, to: [billing] }
          - { from: stripe, types: ["payment_intent.*", "charge.*"], to: [warehouse] }
          - { from: github, to: [warehouse] }
        """;

    /// <summary>Where an event has to go by these routes: what the audit holds the server to.</summary>
    public static IEnumerable<string> DestinationsOf(Webhook webhook)
    {
        if (webhook.Source == StripeWebhooks.Source)
        {
            yield return "billing";
        }

        if (webhook.Source == GitHubWebhooks.Source || !webhook.Type.StartsWith("customer.", StringComparison.Ordinal))
        {
            yield return "warehouse";
        }
    }

    private static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
