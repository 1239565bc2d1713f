using System.Collections.Frozen;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Verification;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>A refund knows its payment and not its order; the payment knew both.</summary>
public sealed class LinkTests
{
    [Theory]
    [InlineData("order", "payment", "refund")]
    [InlineData("refund", "order", "payment")]
    [InlineData("payment", "refund", "order")]
    [InlineData("refund", "payment", "order")]
    public async Task A_refund_finds_its_order_by_the_payment_whatever_comes_first(params string[] order)
    {
        await using var node = await Node.StartAsync(Settings());
        foreach (var one in order)
        {
            Assert.IsType<Reception.Recorded>(await node.Engine.ReceiveAsync(
                new Arrival
                {
                    Source = "shop",
                    Method = "POST",
                    Url = "/in/shop",
                    Headers = [],
                    Body = Encoding.UTF8.GetBytes(one switch
                    {
                        "order" => """{"id":"1","type":"order.created","order":42}""",
                        "payment" => """{"id":"2","type":"payment.succeeded","metadata":{"order":"42"},"payment":"pi_7"}""",
                        _ => """{"id":"3","type":"charge.refunded","payment":"pi_7"}""",
                    }),
                },
                TestContext.Current.CancellationToken));
        }

        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 3);
        Assert.Equal(["order.created", "payment.succeeded", "charge.refunded"], node.Network.Requests.All.Select(request => request.Headers["breakwater-event-type"].Single()));
        Assert.Equal("refunded", (await node.Engine.Entities.FindAsync("order", "42", TestContext.Current.CancellationToken))!.Entity.State);
    }

    private static Settings Settings() => Node.To(Node.Destination()) with
    {
        Sources = new Dictionary<string, SourceSettings> { ["shop"] = Arranged.Source("shop") }.ToFrozenDictionary(),
        Routes = [new RouteSettings { From = ["shop"], To = ["crm"], Entity = "order" }],
        Entities = new Dictionary<string, EntitySettings>
        {
            ["order"] = new EntitySettings
            {
                Name = "order",
                Initial = "created",
                Transitions = new Dictionary<string, IReadOnlyList<string>> { ["created"] = ["paid"], ["paid"] = ["refunded"] }.ToFrozenDictionary(),
                Events =
                [
                    new EntityEventSettings { From = ["shop"], Types = ["order.created"], Key = [At("/order")], State = "created" },
                    new EntityEventSettings { From = ["shop"], Types = ["payment.*"], Key = [At("/metadata/order")], Learn = [At("/charge"), At("/payment")], State = "paid" },
                    new EntityEventSettings { From = ["shop"], Types = ["charge.refunded"], Link = [At("/payment")], State = "refunded" },
                ],
            },
        }.ToFrozenDictionary(),
    };

    private static Selector At(string pointer) => Arranged.Select(SelectorKind.Pointer, pointer);
}
