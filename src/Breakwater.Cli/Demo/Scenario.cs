namespace Breakwater.Cli.Demo;

/// <summary>
/// What will happen in a run, and when: all of it from the seed. How the server's and the destinations' threads meet is not: the audit
/// holds whatever they do.
/// </summary>
internal sealed record Scenario
{
    private const int SteadyEvents = 240;
    private const int BurstEvents = 160;

    /// <summary>How long the platform sends.</summary>
    public static TimeSpan Sending { get; } = TimeSpan.FromSeconds(12);

    /// <summary>When the burst comes.</summary>
    public static TimeSpan Burst { get; } = TimeSpan.FromSeconds(4.5);

    /// <summary>When the server is killed.</summary>
    public required TimeSpan Kill { get; init; }

    /// <summary>What is sent, in the order of time.</summary>
    public required IReadOnlyList<Shipment> Shipments { get; init; }

    /// <summary>What the destination <c>billing</c> goes through.</summary>
    public required Weather Billing { get; init; }

    /// <summary>What the destination <c>warehouse</c> goes through.</summary>
    public required Weather Warehouse { get; init; }

    /// <summary>How many of the events are sent again on purpose.</summary>
    public int Repeats => Shipments.Count(shipment => shipment.Repeat);

    /// <summary>How many of them arrive late.</summary>
    public int Late => Shipments.Count(shipment => shipment.Late);

    public static Scenario Of(int seed, DateTimeOffset now)
    {
#pragma warning disable RS0030 // The one Random of the run, made from its seed.
        var chance = new Random(seed);
#pragma warning restore RS0030
        var shipments = new List<Shipment>();
        for (var i = 0; i < SteadyEvents + BurstEvents; i++)
        {
            var at = i < SteadyEvents ? chance.NextDouble() * Sending : Burst + (chance.NextDouble() * TimeSpan.FromMilliseconds(150));
            Plan(shipments, at, now, chance);
        }

        return new Scenario
        {
            Shipments = [.. shipments.OrderBy(shipment => shipment.At)],
            Kill = TimeSpan.FromSeconds(4.7 + chance.NextDouble()),
            Billing = Weather.Of(chance, Sending),
            Warehouse = Weather.Of(chance, Sending),
        };
    }

    /// <summary>One event: perhaps it arrives seconds after it happened, perhaps it arrives again, at the same moment or later.</summary>
    private static void Plan(List<Shipment> shipments, TimeSpan at, DateTimeOffset now, Random chance)
    {
        var happened = now + at;
        var webhook = chance.Next(3) == 0 ? GitHubWebhooks.Make(chance, happened) : StripeWebhooks.Make(chance, happened);
        var late = chance.Next(12) == 0;
        var arrives = late ? at + TimeSpan.FromSeconds(1 + (2 * chance.NextDouble())) : at;
        shipments.Add(new Shipment(arrives, webhook, Repeat: false, late));
        for (var again = chance.Next(6) == 0 ? chance.Next(1, 4) : 0; again > 0; again--)
        {
            var after = chance.Next(2) == 0 ? TimeSpan.Zero : chance.NextDouble() * TimeSpan.FromSeconds(3);
            shipments.Add(new Shipment(arrives + after, webhook, Repeat: true, Late: false));
        }
    }
}

/// <summary>One sending of a webhook.</summary>
/// <param name="At">When, from the start of the run.</param>
/// <param name="Webhook">What.</param>
/// <param name="Repeat">True when the platform sends it once more than it had to.</param>
/// <param name="Late">True when it arrives well after it happened.</param>
internal sealed record Shipment(TimeSpan At, Webhook Webhook, bool Repeat, bool Late);
