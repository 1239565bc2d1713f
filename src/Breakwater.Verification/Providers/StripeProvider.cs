using Breakwater.Verification.Listing;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Stripe.</summary>
internal static class StripeProvider
{
    private static ListedHmacFormat Format { get; } = new()
    {
        Header = "Stripe-Signature",
        Separator = ',',
        Time = "t=",
        Signature = "v1=",
        Between = ".",
    };

    public static Provider Preset { get; } = new()
    {
        Name = "stripe",
        Title = "Stripe",
        Scheme = config => new ListedHmacScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The endpoint's signing secret, whsec_ included; a list for rotation.") { IsSecret = true }],
        Signature = "`Stripe-Signature`: HMAC-SHA256 (`v1`) over time and body",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(10),
        Retries = "for 3 days, growing; in test mode 3 times in some hours",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/id")],
            Type = [Read.Pointer("/type")],
            Key = [Read.Pointer("/data/object/id")],
            Time = [Read.Pointer("/created")],
        },
        Events = new EventList
        {
            Url = new Uri("https://api.stripe.com"),
            Request = "/v1/events?created[gte]={since}&limit=100",
            Items = "/data",
            Next = new NextPage { Kind = NextKind.Item, Place = "/id", Parameter = "starting_after", While = "/has_more" },
            NewestFirst = true,
        },
        Sample = new ProviderSample(
            "payment_intent.succeeded",
            [new("Content-Type", "application/json; charset=utf-8"), new("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")],
            """
            {
              "id": "{id}",
              "object": "event",
              "api_version": "2025-09-30.clover",
              "created": {time},
              "data": {
                "object": { "id": "{key}", "object": "payment_intent", "amount": 1999, "currency": "eur", "status": "succeeded" }
              },
              "livemode": false,
              "pending_webhooks": 1,
              "request": { "id": null, "idempotency_key": null },
              "type": "{type}"
            }
            """)
        {
            Id = "evt_{letters}",
            Key = "pi_{letters}",
        },
        Setup = "In Stripe's Workbench, add an event destination with the source's URL, and copy its signing secret (whsec_…) into `secret`.",
    };
}
