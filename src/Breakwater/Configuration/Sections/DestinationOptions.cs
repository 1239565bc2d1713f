using System.Collections.Frozen;
using Breakwater.Configuration.Options;
using Breakwater.Model;

namespace Breakwater.Configuration.Sections;

/// <summary>A destination of <c>destinations</c>.</summary>
internal static class DestinationOptions
{
    private static readonly DestinationSettings Defaults = new() { Name = "", Url = new Uri("https://example.com") };

    public static Option<Uri> Url { get; } = new(
        "url",
        WebAddress.Shape,
        "Where events are sent.")
    { Required = true };

    public static Option<string> Method { get; } = new(
        "method",
        Shapes.Choice<string>([("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE")]),
        "The HTTP method.")
    { Default = Defaults.Method };

    public static Option<IReadOnlyList<Named<Secret>>> Headers { get; } = new(
        "headers",
        Collections.Map(Shapes.Secret("a header's value, 8,192 characters at most", 8_192, HeaderRules.ValueFault), HeaderRules.Names, 50),
        "Headers that each request gets; they replace the event's own of the same name. Here a name beginning with x- is a header like any other.")
    {
        Default = [],
    };

    public static Option<IReadOnlyList<Placed<Secret>>> SignSecret { get; } = new(
        "secret",
        Collections.List(Shapes.Secret(SigningKey.Words, 128, SigningKey.Fault), 1, 8, single: true),
        "The key of the Standard Webhooks signature: v1 (HMAC-SHA256) or, after whsk_, v1a (Ed25519). Several keys, of either kind: each adds a signature, for rotation.")
    { Required = true };

    public static Section Sign { get; } = new("sign", "Signs what a destination receives, as Standard Webhooks say.", [SignSecret]);

    public static Option<Values> Signing { get; } = new("sign", Collections.Of(Sign), "The signature that the destination gets.") { DefaultWords = "no signature" };

    public static Option<TimeSpan> Timeout { get; } = new(
        "timeout", Shapes.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)), "How long one attempt may take, whole.")
    {
        Default = Defaults.Timeout,
    };

    public static Option<TimeSpan> ConnectTimeout { get; } = new(
        "connectTimeout",
        Shapes.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
        "How long a connection may take to stand, name resolution and TLS included.")
    {
        Default = Defaults.ConnectTimeout,
        DefaultWords = $"{Units.Show(Defaults.ConnectTimeout)}, or timeout where that is shorter",
    };

    public static Option<Values> Retry { get; } = new(
        "retry", Collections.Of(RetryOptions.Section), "When a failed delivery is tried again, and when it is given up.")
    { DefaultWords = "as its options say" };

    public static Option<IReadOnlyList<Placed<TimeSpan>>> Schedule { get; } = new("schedule", RetryOptions.Waits, "The same as retry.schedule.");

    public static Option<IReadOnlyList<Placed<int>>> Permanent { get; } = new(
        "permanent",
        Collections.List(Shapes.Integer(300, 599), 0, 300),
        "Statuses after which trying again can't help: the delivery is dead at once. A 3xx always is.")
    {
        DefaultWords = "[" + string.Join(", ", DestinationSettings.DefaultPermanent.Order()) + "]",
    };

    public static Option<int> Concurrency { get; } = new(
        "concurrency", Shapes.Integer(1, 1_024), "How many requests may be under way at once, on all nodes together.")
    { Default = Defaults.Concurrency };

    public static Option<TimeSpan> LateAfter { get; } = new(
        "lateAfter",
        Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
        "How long a delivery may wait before the backlog is late: the alert backlog.late.")
    {
        Default = Defaults.LateAfter,
    };

    public static Option<double> Rate { get; } = new(
        "rate", Shapes.Rate, "How many requests may begin in a time, evenly spread, on all nodes together.")
    {
        DefaultWords = "as many as the destination takes",
    };

    public static Option<Values> Breaker { get; } = new(
        "breaker", Collections.Of(BreakerOptions.Section), "When the destination is left alone for a while.")
    { DefaultWords = "as its options say" };

    public static Option<string> IdempotencyHeader { get; } = new(
        "idempotencyHeader",
        Shapes.Text("the name of a header", 128, HeaderRules.NameFault),
        "The header under which the platform expects the idempotency key of a call: it gets the caller's key, or the call's id.")
    {
        Default = Defaults.IdempotencyHeader,
    };

    public static Option<int> MaxAnswer { get; } = new(
        "maxAnswer",
        Shapes.Size(1024, 16 * 1024 * 1024),
        "How much of an answer's body is kept of a call. What is beyond is left out, and said to be missing.")
    {
        Default = Defaults.MaxAnswer,
    };

    public static Option<OnAmbiguous> OnAmbiguous { get; } = new(
        "onAmbiguous",
        Shapes.Choice<OnAmbiguous>([("retry", Configuration.OnAmbiguous.Retry), ("hold", Configuration.OnAmbiguous.Hold), ("check", Configuration.OnAmbiguous.Check)]),
        "What follows when a request was sent and no answer came, so that it may have taken effect. retry: it is sent again with the same id. hold: a person decides. check: the platform is asked first, as check says.")
    {
        Default = Defaults.OnAmbiguous,
    };

    public static Option<Values> Check { get; } = new(
        "check", Collections.Of(CheckOptions.Section), "How the platform is asked whether such a request took effect; for onAmbiguous: check.")
    { DefaultWords = "none" };

    public static Option<IReadOnlyList<Placed<Values>>> Fallback { get; } = new(
        "fallback",
        Collections.List(Collections.Of(FallbackOptions.Section), 1, 10),
        "What takes its place when a delivery is given up, in order: the next one counts when that is given up, too.")
    {
        DefaultWords = "none",
    };

    public static Option<bool> KeepTrying { get; } = new(
        "keepTrying", Shapes.Flag, "True: although a fallback took its place it is still tried, at its longest waits, until it takes the delivery or refuses it for good.")
    {
        Default = Defaults.KeepTrying,
    };

    public static Option<bool> Retired { get; } = new(
        "retired", Shapes.Flag, "True for a destination on its way out: what it is owed is still worked off, and no route may name it.")
    {
        Default = Defaults.Retired,
    };

    public static Section Section { get; } = new(
        "destination",
        "An endpoint that events go to, with its policy.",
        [
            Url, Method, Headers, Signing, Timeout, ConnectTimeout, Retry, Schedule, Permanent, Concurrency, LateAfter, Rate, Breaker, IdempotencyHeader, MaxAnswer,
            OnAmbiguous, Check, Fallback, KeepTrying, Retired,
        ]);

    public static DestinationSettings Compose(string name, Values values) => new()
    {
        Name = name,
        Url = values.Get(Url),
        Method = values.Get(Method),
        Headers = [.. values.Get(Headers).Select(h => KeyValuePair.Create(h.Name, h.Value))],
        SignSecrets = values.TryGet(Signing, out var sign) ? [.. sign.Get(SignSecret).Select(s => s.Value)] : [],
        Timeout = values.Get(Timeout),
        ConnectTimeout = values.Get(ConnectTimeout),
        Retry = RetryOptions.Compose(values.TryGet(Retry, out var retry) ? retry : null, values.TryGet(Schedule, out var waits) ? waits : null),
        Permanent = values.TryGet(Permanent, out var statuses) ? statuses.Select(s => s.Value).ToFrozenSet() : DestinationSettings.DefaultPermanent,
        Concurrency = values.Get(Concurrency),
        LateAfter = values.Get(LateAfter),
        Rate = values.TryGet(Rate, out var rate) ? rate : null,
        Breaker = BreakerOptions.Compose(values.TryGet(Breaker, out var breaker) ? breaker : null),
        IdempotencyHeader = values.Get(IdempotencyHeader),
        MaxAnswer = values.Get(MaxAnswer),
        OnAmbiguous = values.Get(OnAmbiguous),
        Check = values.TryGet(Check, out var check) ? CheckOptions.Compose(check) : null,
        Fallback = values.TryGet(Fallback, out var fallbacks) ? [.. fallbacks.Select(f => FallbackOptions.Compose(f.Value))] : [],
        KeepTrying = values.Get(KeepTrying),
        Retired = values.Get(Retired),
    };
}
