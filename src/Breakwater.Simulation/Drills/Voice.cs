using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scheduling;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Samples;

namespace Breakwater.Simulation.Drills;

/// <summary>What a source says: requests in the shape of its platform, of the types and with the values that routes look for.</summary>
internal sealed class Voice
{
    private readonly ProviderSample sample;
    private readonly IdentityReader identity;
    private readonly string url;
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<(string Type, IReadOnlyList<WhereSettings> Where)> occasions;

    public Voice(SourceSettings source, Settings settings)
    {
        var preset = source.Provider is { } name ? ProviderCatalog.Find(name) : null;
        Source = source;
        sample = preset?.Sample ?? IdentitySample.Of(source.Identity);
        identity = new IdentityReader(source.Identity);
        url = $"https://drill.example.com/in/{source.Name}{(preset is null ? IdentitySample.Query(source.Identity) : "")}";
        occasions = [.. settings.Routes.Where(route => route.From.Contains(source.Name)).SelectMany(route => TypesOf(route.Types).Select(type => (type, route.Where)))];
        if (occasions.Count == 0)
        {
            occasions = [(sample.Type, [])];
        }
    }

    public SourceSettings Source { get; }

    /// <summary>A request as it is sent by default.</summary>
    public SignedRequest Sample(DateTimeOffset now, SeededRandom chance) => SampleRequest.Make(sample, new SampleValues { Moment = now }, url, chance);

    /// <summary>A key that nobody had yet.</summary>
    public string NewKey(SeededRandom chance) => Filled(sample.Key, chance);

    /// <summary>A type that a list of patterns takes, and the platform's usual one where it does.</summary>
    public IEnumerable<string> TypesOf(IReadOnlyList<string> patterns) => patterns.Count == 0
        ? [sample.Type]
        : patterns.Select(pattern => !pattern.Contains('*', StringComparison.Ordinal) ? pattern
            : Ways.Fits(sample.Type, pattern) ? sample.Type
            : pattern.Replace("*", "updated", StringComparison.Ordinal)).Distinct();

    /// <summary>Something that happened: of a type that a route takes, mostly with the values that it wants.</summary>
    public Saying Any(string key, TimeSpan happened, SeededRandom chance)
    {
        var (type, where) = chance.Pick(occasions);
        return new Saying
        {
            Type = type,
            Key = key,
            Happened = happened,
            Values = chance.OneIn(8) ? [] : [.. where.Select(one => (one.Pointer, chance.Pick(one.Values)))],
        };
    }

    /// <summary>The request that says it, and what the door will read of it.</summary>
    public (SignedRequest Request, IdentityReading Reading) Say(Saying saying, SeededRandom chance)
    {
        var values = new SampleValues { Type = saying.Type, Key = saying.Key, Moment = SimulatedClock.Beginning + saying.Happened };
        var made = SampleRequest.Make(sample, values, url, chance);
        var request = made with { Headers = [.. made.Headers, .. saying.Headers], Body = BodyEdit.Put(made.Body, saying.Values) };
        var reading = identity.Read(request);
        if (reading.Id is { } id && !said.Add(id))
        {
            // The same body is the same event where its hash is the id: each says which one it is.
            request = request with { Body = BodyEdit.Put(request.Body, [("/number", said.Count.ToString(CultureInfo.InvariantCulture))]) };
            reading = identity.Read(request);
            said.Add(reading.Id ?? "");
        }

        return (request, reading);
    }

    private static string Filled(string template, SeededRandom chance) => template
        .Replace("{letters}", chance.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16), StringComparison.Ordinal)
        .Replace("{digits}", chance.GetString("123456789", 12), StringComparison.Ordinal)
        .Replace("{uuid}", chance.GetHexString(32, lowercase: true), StringComparison.Ordinal);
}

/// <summary>What a platform is to say.</summary>
internal sealed record Saying
{
    public required string Type { get; init; }

    /// <summary>What it is about.</summary>
    public required string Key { get; init; }

    /// <summary>When it happened.</summary>
    public required TimeSpan Happened { get; init; }

    /// <summary>Values at pointers into the body.</summary>
    public IReadOnlyList<(string Pointer, string Text)> Values { get; init; } = [];

    /// <summary>Headers beside those of the platform.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
