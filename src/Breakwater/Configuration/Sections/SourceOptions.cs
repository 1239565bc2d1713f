using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Verification;

namespace Breakwater.Configuration.Sections;

/// <summary>A source of <c>sources</c>.</summary>
internal static class SourceOptions
{
    private const int MaxMaxBody = 64 * 1024 * 1024;

    public static Option<string> Provider { get; } = new(
        "provider",
        ProviderNames.Shape,
        "The preset that says how requests are signed and where an event's parts are read.");

    public static Option<Values> Verify { get; } = new("verify", VerifyOptions.Shape, "How requests are verified where no preset says it; none has to be said.");

    public static Option<Values> Event { get; } = new("event", Collections.Of(EventOptions.Section), "Where an event's parts are read; over a preset, only what differs.")
    {
        DefaultWords = "the preset's; without a preset the id is the hash of the body",
    };

    public static Option<int> MaxBody { get; } = new(
        "maxBody", Shapes.Size(1, MaxMaxBody), "Larger bodies are refused (413), before they are read whole. Held in memory until the commit.")
    {
        DefaultWords = "the preset's; else 1MiB",
    };

    public static Option<TimeSpan> Tolerance { get; } = new(
        "tolerance", Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "How far a signed time may lie from ours, where a time is signed.")
    {
        DefaultWords = "the preset's; else 5m",
    };

    public static Option<int> AnswerStatus { get; } = new(
        "status", Shapes.Integer(200, 299), "The status of the answer to a recorded event and to its duplicates.")
    { Default = 202 };

    public static Section AnswerSection { get; } = new("answer", "What the sender gets.", [AnswerStatus]);

    public static Option<Values> Answer { get; } = new("answer", Collections.Of(AnswerSection), "What the sender of a recorded event gets.");

    public static Option<Values> Reconcile { get; } = new(
        "reconcile", Collections.Of(ReconcileOptions.Section), "How the platform is asked for events whose webhooks never came.")
    { DefaultWords = "nobody asks" };

    /// <summary>What a preset may need, by the names of the contract. A name that no preset takes yet is refused by name.</summary>
    public static IReadOnlyList<Option> ProviderValues { get; } =
    [
        .. ProviderNames.Values.Select(v => ProviderNames.Takes(v.Name)
            ? (Option)new Option<IReadOnlyList<Placed<Secret>>>(
                v.Name, Collections.List(ProviderNames.ShapeOf(v.Name), 1, 16, single: true), v.Meaning)
            : new UnbuiltOption(v.Name, v.Meaning)),
    ];

    public static Section Section { get; } = new(
        "source",
        "Where events come from. Has either provider or verify.",
        [Provider, .. ProviderValues, Verify, Event, MaxBody, Tolerance, Answer, Reconcile, RedactOptions.Redact])
    {
        Relations = schema => schema["oneOf"] = new JsonArray(
            new JsonObject { ["required"] = Shapes.Strings(["provider"]) },
            new JsonObject { ["required"] = Shapes.Strings(["verify"]) }),
    };

    /// <summary>The settings with the scheme made from the secrets.</summary>
    /// <exception cref="ProviderConfigException">A value of the scheme is missing or malformed.</exception>
    public static SourceSettings Compose(string name, Values values)
    {
        var preset = values.TryGet(Provider, out var provider) ? ProviderNames.Find(provider) : null;
        var generic = new SourceSettings
        {
            Name = name,
            Provider = preset?.Name,
            Scheme = preset is null ? GenericSchemes.Make(values.Get(Verify)) : preset.Scheme(ConfigOf(values)),
            SchemeName = preset?.Name ?? values.Get(Verify).Get(VerifyOptions.Scheme),
            Identity = EventOptions.Compose(preset?.Identity ?? GenericSchemes.Identity, values.TryGet(Event, out var section) ? section : null),
            Handshake = preset?.Handshake?.Invoke(ConfigOf(values)),
            AnswerStatus = values.TryGet(Answer, out var answer) ? answer.Get(AnswerStatus) : preset?.AnswerStatus ?? AnswerStatus.Default,
            EmptyAnswers = preset?.EmptyAnswers ?? false,
            Reconcile = values.TryGet(Reconcile, out var reconcile) ? ReconcileOptions.Compose(reconcile, preset?.Events) : null,
            Secrets = SecretsOf(values, preset),
            Redact = RedactOptions.Compose(values),
        };
        return generic with
        {
            MaxBody = values.TryGet(MaxBody, out var maxBody) ? maxBody : preset?.MaxBody ?? generic.MaxBody,
            Tolerance = values.TryGet(Tolerance, out var tolerance) ? tolerance : preset?.Tolerance ?? generic.Tolerance,
        };
    }

    private static ProviderConfig ConfigOf(Values values)
    {
        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var option in ProviderValues.OfType<Option<IReadOnlyList<Placed<Secret>>>>())
        {
            if (values.TryGet(option, out var secrets))
            {
                texts[option.Name] = [.. secrets.Select(s => s.Value.Reveal())];
            }
        }

        return new ProviderConfig(texts);
    }

    private static IReadOnlyList<Secret> SecretsOf(Values values, Verification.Provider? preset)
    {
        if (preset is null)
        {
            return values.Get(Verify).TryGet(VerifyOptions.Secret, out var own) ? [.. own.Select(s => s.Value)] : [];
        }

        var names = preset.Values.Where(v => v.IsSecret).Select(v => v.Name).ToArray();
        return
        [
            .. ProviderValues.OfType<Option<IReadOnlyList<Placed<Secret>>>>()
                .Where(option => names.Contains(option.Name))
                .SelectMany(option => values.TryGet(option, out var secrets) ? secrets.Select(s => s.Value) : []),
        ];
    }
}
