using System.Security.Cryptography;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Demo;

/// <summary>One figure of the audit.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Value">How many.</param>
/// <param name="Expected">How many it must be; null where any number is right.</param>
internal sealed record Finding(string Name, long Value, long? Expected = null)
{
    /// <summary>False when it is not what it must be.</summary>
    public bool Holds => Expected is null || Value == Expected;
}

/// <summary>What the audit found.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Findings">The figures, in order.</param>
internal sealed record AuditReport(int Seed, IReadOnlyList<Finding> Findings)
{
    /// <summary>True when every figure is what it must be.</summary>
    public bool Passed => Findings.All(finding => finding.Holds);
}

/// <summary>
/// Compares three independent accounts of the run: what the platform sent and was told, what the server says that it recorded and did, and
/// what each destination saw. Pure: whatever went wrong shows here or nowhere.
/// </summary>
internal sealed class Audit(IReadOnlyList<Shipment> shipments, IReadOnlyCollection<Acknowledgement> acknowledgements, IReadOnlyList<EventView> recorded)
{
    private readonly Dictionary<string, Webhook> sent =
        shipments.Select(shipment => shipment.Webhook).DistinctBy(webhook => webhook.Id).ToDictionary(webhook => webhook.Id);

    public IReadOnlyList<Finding> Of(IReadOnlyList<(string Name, Ledger Ledger)> destinations) =>
    [
        .. AtTheDoor(),
        .. OnTheWay(),
        .. destinations.SelectMany(destination => AtDestination(destination.Name, destination.Ledger)),
        new("lost: owed to a destination, and never took effect", Owed().Count(owed => Missing(owed, destinations)), 0),
        new("double effects by webhook-id", destinations.Sum(destination => destination.Ledger.Effects.Values.Count(effect => effect.Times > 1)), 0),
        new("bodies that were altered on the way", destinations.Sum(destination => Altered(destination.Ledger)), 0),
        new("effects that nobody asked for", destinations.Sum(destination => Unowed(destination.Name, destination.Ledger)), 0),
    ];

    private IEnumerable<Finding> AtTheDoor()
    {
        var told = acknowledgements.GroupBy(acknowledgement => acknowledgement.Webhook.Id).ToList();
        var known = recorded.Select(evt => evt.Id).ToHashSet();
        yield return new("events that happened at the platform", sent.Count);
        yield return new("events acknowledged", told.Count, sent.Count);
        yield return new("events recorded", recorded.Count, sent.Count);
        yield return new("events recorded twice", recorded.Count - recorded.DistinctBy(evt => (evt.Source, evt.IdempotencyId)).Count(), 0);
        yield return new("acknowledged, and not recorded", acknowledgements.Count(acknowledgement => !known.Contains(acknowledgement.EventId)), 0);
        yield return new("events answered with two different ids", told.Count(answers => answers.DistinctBy(answer => answer.EventId).Count() > 1), 0);
        yield return new("duplicates suppressed", recorded.Sum(evt => evt.Duplicates));
        // An answer can be lost on its way; a duplicate that was told of can't have gone uncounted.
        yield return new(
            "duplicates answered, and not counted",
            Math.Max(0, acknowledgements.Count(acknowledgement => acknowledgement.Duplicate) - recorded.Sum(evt => evt.Duplicates)),
            0);
    }

    private IEnumerable<Finding> OnTheWay()
    {
        var deliveries = recorded.SelectMany(evt => evt.Deliveries).ToList();
        yield return new("deliveries", deliveries.Count, Owed().Count());
        yield return new("deliveries settled as delivered", deliveries.Count(delivery => delivery.State == "delivered"), deliveries.Count);
        yield return new("attempts", deliveries.Sum(delivery => (long)delivery.Attempts));
        yield return new("retries among them", deliveries.Sum(delivery => Math.Max(0L, delivery.Attempts - 1)));
    }

    private IEnumerable<Finding> AtDestination(string name, Ledger ledger)
    {
        yield return new($"{name}: requests seen", ledger.Requests);
        yield return new($"{name}: answered 500", ledger.Answers(Mood.Fails));
        yield return new($"{name}: answered 429", ledger.Answers(Mood.Busy));
        yield return new($"{name}: took effect, and did not answer in time", ledger.Answers(Mood.Hangs));
        yield return new($"{name}: events that took effect", ledger.Applied, Owed().Count(owed => owed.Destination == name));
        yield return new($"{name}: redeliveries absorbed by webhook-id", ledger.Redeliveries);
        yield return new($"{name}: wrong signatures", ledger.BadSignatures, 0);
        yield return new($"{name}: attempt numbers that went back", ledger.BackwardAttempts, 0);
    }

    private IEnumerable<(Webhook Webhook, string Destination)> Owed() =>
        sent.Values.SelectMany(webhook => DemoConfiguration.DestinationsOf(webhook).Select(destination => (webhook, destination)));

    private static bool Missing((Webhook Webhook, string Destination) owed, IReadOnlyList<(string Name, Ledger Ledger)> destinations) =>
        !destinations.Single(destination => destination.Name == owed.Destination).Ledger.Effects.ContainsKey(owed.Webhook.Id);

    private int Altered(Ledger ledger) => ledger.Effects.Count(effect =>
        sent.TryGetValue(effect.Key, out var webhook) && Convert.ToHexStringLower(SHA256.HashData(webhook.Body)) != effect.Value.BodyHash);

    private int Unowed(string name, Ledger ledger) => ledger.Effects.Keys.Count(id =>
        !sent.TryGetValue(id, out var webhook) || !DemoConfiguration.DestinationsOf(webhook).Contains(name));
}
