using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Routing;
using Breakwater.Storage;

namespace Breakwater.Cli.Testing;

/// <summary>What a case expects that one destination gets, and what it would get: through the transform and the headers of a real attempt.</summary>
internal static class CaseSent
{
    private static readonly NameRule AnyHeader = new("the name of a header", "^.+$", FreePrefix: false, _ => null);

    public static Option<string> Body { get; } = new("body", Shapes.Text("a text", 1024 * 1024), "The body; JSON is compared as JSON.");

    public static Option<IReadOnlyList<Named<string>>> Headers { get; } = new(
        "headers", Collections.Map(Shapes.Text("a value", 8_192), AnyHeader, 100), "Headers that are among those sent.")
    { Default = [] };

    public static Option<string> Method { get; } = new("method", Shapes.Text("an HTTP method", 16), "The method.");

    public static Option<string> Error { get; } = new("error", Shapes.Text("a text", 1_024), "Part of the error with which the transform fails.");

    public static Section Section { get; } = new("sent", "Parts that are not named may be anything.", [Body, Headers, Method, Error]);

    /// <summary>What differs, a line each.</summary>
    public static async Task<IEnumerable<string>> CompareAsync(Named<Values> expected, Event evt, Router router, Settings settings, DateTimeOffset now)
    {
        var name = $"sent.{expected.Name}";
        if (!settings.Destinations.TryGetValue(expected.Name, out var destination) || !router.Plan(evt).Destinations.Contains(expected.Name))
        {
            return [$"{name}: nothing is sent there"];
        }

        var changed = router.TransformFor(evt, expected.Name) is { } transform ? await transform.ApplyAsync(evt) : null;
        return changed?.Fault is { } fault
            ? FaultDifference(name, expected.Value, fault.Text)
            : Differences(name, expected.Value, evt, destination, changed, now);
    }

    private static string[] FaultDifference(string name, Values wanted, string fault) =>
        !wanted.TryGet(Error, out var part) ? [$"{name}: its transform failed: {fault}"]
        : fault.Contains(part, StringComparison.Ordinal) ? []
        : [$"{name}.error: expected '{part}', was '{fault}'"];

    private static IEnumerable<string> Differences(
        string name, Values wanted, Event evt, DestinationSettings destination, Transformed? changed, DateTimeOffset now)
    {
        if (wanted.TryGet(Error, out var error))
        {
            yield return $"{name}.error: expected '{error}', was none";
        }

        var body = Encoding.UTF8.GetString((changed?.Body ?? evt.Body).Span);
        if (wanted.TryGet(Body, out var expected) && !Same(expected, body))
        {
            yield return $"{name}.body: expected '{expected}', was '{body}'";
        }

        var method = changed?.Method ?? destination.Method;
        if (wanted.TryGet(Method, out var verb) && verb != method)
        {
            yield return $"{name}.method: expected '{verb}', was '{method}'";
        }

        var delivery = new Delivery { Id = new DeliveryId(evt.Id.Value), EventId = evt.Id, Destination = destination.Name, Since = now };
        var (_, headers) = new OutgoingHeaders(destination).For(new DueDelivery(delivery, evt), 1, now, trace: null, changed);
        foreach (var header in wanted.Get(Headers))
        {
            var was = headers.Where(sent => sent.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)).Select(sent => sent.Value).ToArray();
            if (!was.Contains(header.Value))
            {
                yield return $"{name}.headers.{header.Name}: expected '{header.Value}', was {(was.Length == 0 ? "none" : $"'{string.Join("', '", was)}'")}";
            }
        }
    }

    private static bool Same(string expected, string was)
    {
        try
        {
            return expected == was || JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(was));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
