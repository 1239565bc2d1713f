using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>An item of <c>fallback</c> of a destination.</summary>
internal static class FallbackOptions
{
    public static Option<string> Destination { get; } = new("destination", Shapes.Text("the name of a destination", 64), "Another destination: the event or the call goes there.");

    public static Option<TimeSpan> LastGood { get; } = new(
        "lastGood",
        Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        "Of a call: the destination's last good answer to the same request (method, path, body), no older than this.");

    public static Option<Values> Answer { get; } = new("answer", Collections.Of(AnswerOptions.Section), "Of a call: this answer.");

    public static Section Section { get; } = new(
        "fallback", "What takes the destination's place when a delivery is given up: exactly one of these.", [Destination, LastGood, Answer]);

    public static FallbackSettings Compose(Values values) => new()
    {
        Destination = values.TryGet(Destination, out var destination) ? destination : null,
        LastGood = values.TryGet(LastGood, out var lastGood) ? lastGood : null,
        Answer = values.TryGet(Answer, out var answer) ? AnswerOptions.Compose(answer) : null,
    };
}
