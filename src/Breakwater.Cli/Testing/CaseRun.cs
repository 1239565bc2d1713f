using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Routing;

namespace Breakwater.Cli.Testing;

/// <summary>
/// Runs the cases of one file against a configuration, in order, through the receiver and the router that guard the real door.
/// </summary>
internal sealed class CaseRun(Settings settings, string folder, TimeProvider clock, Random chance)
{
    private readonly Router router = new(settings);
    private readonly HashSet<(string Source, string Id)> recorded = [];

    /// <summary>What differs from what is expected, a line each; empty: it passed.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Values given)
    {
        var (request, expect) = (given.Get(CaseOptions.Request), given.Get(CaseOptions.Expect));
        var now = request.TryGet(CaseOptions.At, out var at) ? at : clock.GetUtcNow();
        var (arrival, fault) = CaseRequest.Make(request, settings, folder, now, chance);
        if (arrival is null)
        {
            return [fault!];
        }

        var still = new StillClock(now);
        var received = new Receiver(settings, still, new IdSource(still, chance), chance).Receive(arrival);
        return received is Received.KeyNeeded
            ? ["the signature names a key that only the platform publishes: a case asks no network; 'breakwater verify --certificate' takes the key from a file"]
            : await CompareAsync(expect, received, now);
    }

    private async Task<List<string>> CompareAsync(Values expect, Received received, DateTimeOffset now)
    {
        var differences = new List<string>();
        var (outcome, status, reason) = Outcome(received);
        if (outcome != expect.Get(CaseOptions.Outcome))
        {
            differences.Add($"outcome: expected {expect.Get(CaseOptions.Outcome)}, was {outcome}{reason}");
        }

        if (expect.TryGet(CaseOptions.Status, out var wanted) && wanted != status)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"status: expected {wanted}, was {status}"));
        }

        var code = received is Received.Rejected { Refusal: var refusal } ? refusal.Code : null;
        if (expect.TryGet(CaseOptions.Code, out var wantedCode))
        {
            Compare("code", wantedCode, code, differences);
        }

        var evt = (received as Received.Accepted)?.Event;
        CompareEvent(expect, evt, differences);
        foreach (var sent in expect.Get(CaseOptions.Sent))
        {
            differences.AddRange(
                evt is null ? [$"sent.{sent.Name}: nothing is sent there"] : await CaseSent.CompareAsync(sent, evt, router, settings, now));
        }

        return differences;
    }

    private (string Outcome, int Status, string Reason) Outcome(Received received) => received switch
    {
        Received.Accepted(var evt, var status) => (recorded.Add((evt.Source, evt.IdempotencyId)) ? Outcomes.Accepted : Outcomes.Duplicate, status, ""),
        Received.Greeted(var answer) => (Outcomes.Handshake, answer.Status, ""),
        Received.Rejected(var refusal) => (Outcomes.Rejected, refusal.Status, $" ({refusal.Code}: {refusal.Reason})"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void CompareEvent(Values expect, Event? evt, List<string> differences)
    {
        if (expect.TryGet(CaseOptions.Event, out var wanted))
        {
            ComparePart(wanted, CaseOptions.Id, evt?.IdempotencyId, differences);
            ComparePart(wanted, CaseOptions.Type, evt?.Type, differences);
            ComparePart(wanted, CaseOptions.Key, evt?.Key, differences);
            ComparePart(wanted, CaseOptions.Version, evt?.Version, differences);
            if (wanted.TryGet(CaseOptions.Time, out var time) && evt?.OccurredAt != time)
            {
                Compare("event.time", Text(time), evt?.OccurredAt is { } was ? Text(was) : null, differences);
            }
        }

        if (expect.TryGet(CaseOptions.Routes, out var routes))
        {
            var matched = evt is null ? [] : router.Explain(evt).Where(v => v.Matched).Select(v => v.Route);
            Compare("routes", Text(routes.Select(r => r.Value)), Text(matched), differences);
        }

        if (expect.TryGet(CaseOptions.To, out var to))
        {
            var destinations = evt is null ? [] : router.Plan(evt).Destinations.ToList();
            Compare("to", Text(to.Select(t => t.Value).Order(StringComparer.Ordinal)), Text(destinations.Order(StringComparer.Ordinal)), differences);
        }
    }

    private static void ComparePart(Values wanted, Option<Expected> option, string? was, List<string> differences)
    {
        if (wanted.TryGet(option, out var expected))
        {
            Compare($"event.{option.Name}", expected.Text, was, differences);
        }
    }

    private static void Compare(string what, string? expected, string? was, List<string> differences)
    {
        if (expected != was)
        {
            differences.Add($"{what}: expected {Shown(expected)}, was {Shown(was)}");
        }
    }

    private static string Shown(string? text) => text is null ? "none" : $"'{text}'";

    private static string Text<T>(IEnumerable<T> values) => "[" + string.Join(", ", values) + "]";

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A clock that stands still: a case is one moment.</summary>
    private sealed class StillClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
