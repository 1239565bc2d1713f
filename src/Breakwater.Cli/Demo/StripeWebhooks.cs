using System.Globalization;
using System.Text;

namespace Breakwater.Cli.Demo;

/// <summary>Webhooks in the shape that Stripe documents for its events: of our own making, of a shop that does not exist.</summary>
internal static class StripeWebhooks
{
    public const string Source = "stripe";
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static readonly string[] Types = ["payment_intent.succeeded", "payment_intent.payment_failed", "charge.refunded", "customer.updated"];

    public static Webhook Make(Random chance, DateTimeOffset happened)
    {
        var type = Types[chance.Next(Types.Length)];
        var id = $"evt_1{chance.GetString(Letters, 23)}";
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "id": "{{id}}",
              "object": "event",
              "api_version": "2025-09-30.clover",
              "created": {{happened.ToUnixTimeSeconds()}},
              "data": {
                "object": {{Subject(type, chance, happened)}}
              },
              "livemode": false,
              "pending_webhooks": 1,
              "request": {
                "id": "req_{{chance.GetString(Letters, 14)}}",
                "idempotency_key": "{{chance.GetString(Letters, 20)}}"
              },
              "type": "{{type}}"
            }
            """);
        return new Webhook(
            Source,
            id,
            type,
            [
                new("Content-Type", "application/json; charset=utf-8"),
                new("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
            ],
            Encoding.UTF8.GetBytes(body));
    }

    private static string Subject(string type, Random chance, DateTimeOffset happened)
    {
        var (amount, id, created) = (chance.Next(100, 50_000), chance.GetString(Letters, 24), happened.ToUnixTimeSeconds() - chance.Next(600));
        return type switch
        {
            "customer.updated" => Customer(id, created, chance),
            "charge.refunded" => Charge(id, created, amount, chance),
            _ => PaymentIntent(id, created, amount, type.EndsWith("succeeded", StringComparison.Ordinal), chance),
        };
    }

    private static string Customer(string id, long created, Random chance) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
              "id": "cus_{{id[..14]}}",
              "object": "customer",
              "created": {{created}},
              "currency": "eur",
              "email": "jörg.łukasz+{{chance.Next(1000)}}@example.com",
              "invoice_prefix": "{{id[..8].ToUpperInvariant()}}",
              "livemode": false,
              "metadata": {}
            }
        """);

    private static string Charge(string id, long created, int amount, Random chance) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
              "id": "ch_3{{id[..23]}}",
              "object": "charge",
              "amount": {{amount}},
              "amount_captured": {{amount}},
              "amount_refunded": {{amount}},
              "created": {{created}},
              "currency": "eur",
              "paid": true,
              "payment_intent": "pi_3{{chance.GetString(Letters, 23)}}",
              "refunded": true,
              "status": "succeeded"
            }
        """);

    private static string PaymentIntent(string id, long created, int amount, bool paid, Random chance) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
              "id": "pi_3{{id[..23]}}",
              "object": "payment_intent",
              "amount": {{amount}},
              "amount_received": {{(paid ? amount : 0)}},
              "created": {{created}},
              "currency": "eur",
              "customer": "cus_{{chance.GetString(Letters, 14)}}",
              "metadata": { "order_id": "{{chance.Next(10_000, 99_999)}}" },
              "payment_method_types": ["card", "sepa_debit"],
              "status": "{{(paid ? "succeeded" : "requires_payment_method")}}"
            }
        """);
}
