using Breakwater.Verification.Listing;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Shopify. Newer API versions send every header without its <c>X-</c>, too.</summary>
internal static class ShopifyProvider
{
    /// <summary>Products and orders with many lines come to some MiB.</summary>
    private const int MaxBody = 5 * 1024 * 1024;

    private static HmacBodyFormat Format { get; } = new()
    {
        Headers = ["X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256"],
        Encoding = SignatureEncoding.Base64,
    };

    public static Provider Preset { get; } = new()
    {
        Name = "shopify",
        Title = "Shopify",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The app's client secret; old and new as a list while it is rotated.") { IsSecret = true }],
        Signature = "`X-Shopify-Hmac-Sha256`: HMAC-SHA256 over the body",
        Waits = TimeSpan.FromSeconds(5),
        Retries = "8 times in 4 h; then a subscription made by API is removed",
        Identity = new EventIdentity
        {
            Id = [.. Either("Event-Id"), .. Either("Webhook-Id")],
            Type = Either("Topic"),
            Key = [Read.Pointer("/id"), Read.Pointer("/admin_graphql_api_id")],
            Version = [Read.Pointer("/updated_at")],
            Time = [.. Either("Triggered-At"), Read.Pointer("/updated_at")],
        },
        Events = new EventList
        {
            Request = "/admin/api/2026-01/orders.json?status=any&limit=250&updated_at_min={since}",
            TimeForm = TimeForm.Rfc3339,
            Items = "/orders",
            Next = new NextPage { Kind = NextKind.Link, Place = "next" },
            Item = new EventIdentity
            {
                Id = [Read.Pointer("/id").Then("@").Then(Read.Pointer("/updated_at"))],
                IdRequired = true,
                Type = [Read.Fixed("orders/updated")],
            },
            Match = ItemMatch.Version,
            TokenHeader = "X-Shopify-Access-Token",
            TokenPrefix = "",
        },
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "orders/create",
            [
                new("Content-Type", "application/json"),
                new("X-Shopify-Topic", "{type}"),
                new("X-Shopify-Shop-Domain", "sample.myshopify.com"),
                new("X-Shopify-Event-Id", "{id}"),
                new("X-Shopify-Webhook-Id", "{id}"),
                new("X-Shopify-Triggered-At", "{iso}"),
                new("X-Shopify-API-Version", "2026-01"),
            ],
            """{"id":{keyValue},"admin_graphql_api_id":"gid://shopify/Order/{key}","updated_at":"{iso}","currency":"EUR","total_price":"19.99"}""")
        {
            Id = "{uuid}",
            Key = "{digits}",
        },
        Setup = "Subscribe to the topics with the source's URL as their HTTPS endpoint, and copy the app's client secret into `secret`.",
    };

    private static Selector[] Either(string name) => [Read.Header($"X-Shopify-{name}"), Read.Header($"Shopify-{name}")];
}
