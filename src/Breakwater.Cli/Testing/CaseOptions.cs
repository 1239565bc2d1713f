using System.Globalization;
using System.Text.Json.Nodes;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;

namespace Breakwater.Cli.Testing;

/// <summary>The options of a file of cases: declared as the configuration's are, with the same errors.</summary>
internal static class CaseOptions
{
    private static readonly Shape<Expected> Part = new()
    {
        Words = "a text, or null where there must be none",
        Show = value => value.Text ?? "null",
        Schema = _ => new JsonObject { ["type"] = Shapes.Strings(["string", "number", "boolean", "null"]) },
        Read = (Place place, Binding binding, out Expected value) =>
        {
            var nothing = place.Node is ConfigurationNode.Scalar { IsNull: true };
            var text = default(ScalarText);
            var read = nothing || binding.TryText(place, "a text, or null where there must be none", out text);
            value = new Expected(nothing ? null : text.Text);
            return read;
        },
    };

    private static readonly Shape<DateTimeOffset> Moment = Shapes.Scalar(
        "a moment such as 2026-01-31T12:00:00Z",
        () => new JsonObject { ["type"] = "string" },
        value => value.ToString("O", CultureInfo.InvariantCulture),
        (ScalarText text, out DateTimeOffset value, out string? fault) =>
        {
            fault = null;
            return DateTimeOffset.TryParse(text.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
        });

    public static Option<string> Name { get; } = new("name", Shapes.Text("a text", 256), "What the case shows, as a sentence.") { Required = true };

    public static Option<string> Source { get; } = new("source", Shapes.Text("a source's name", 64), "The source that the request comes to.") { Required = true };

    public static Option<string> Method { get; } = new("method", Shapes.Text("an HTTP method", 16), "The method.") { Default = "POST" };

    public static Option<string> Url { get; } = new("url", Shapes.Text("a URL or path, with query", 2_048), "The URL as the sender used it.") { DefaultWords = "/in/SOURCE" };

    public static Option<IReadOnlyList<Named<string>>> Headers { get; } = new(
        "headers",
        Collections.Map(Shapes.Text("a value", 8_192), new NameRule("the name of a header", "^.+$", FreePrefix: false, _ => null), 100),
        "The headers.")
    { Default = [] };

    public static Option<string> Body { get; } = new("body", Shapes.Text("a text", 1024 * 1024), "The body. Neither body nor bodyFile: the preset's sample.");

    public static Option<string> BodyFile { get; } = new("bodyFile", Shapes.Text("a path", 4_096), "The file that holds the body, byte for byte, beside this file.");

    public static Option<bool> Sign { get; } = new("sign", Shapes.Flag, "Sign as the sender would, with the configured secret.") { Default = false };

    public static Option<DateTimeOffset> At { get; } = new("at", Moment, "The clock.") { DefaultWords = "now" };

    public static Option<Expected> Id { get; } = new("id", Part, "The idempotency id.");

    public static Option<Expected> Type { get; } = new("type", Part, "The type.");

    public static Option<Expected> Key { get; } = new("key", Part, "The key.");

    public static Option<Expected> Version { get; } = new("version", Part, "The version.");

    public static Option<DateTimeOffset> Time { get; } = new("time", Moment, "When it happened.");

    public static Section EventSection { get; } = new("expected event", "Parts that are not named may be anything.", [Id, Type, Key, Version, Time]);

    public static Option<Values> Event { get; } = new("event", Collections.Of(EventSection), "The event.");

    public static Option<string> Outcome { get; } = new(
        "outcome",
        Shapes.Choice<string>([.. Outcomes.All.Select(o => (o, o))]),
        "accepted; duplicate: an earlier case of the file was the same event; rejected; handshake.")
    { Default = Outcomes.Accepted };

    public static Option<string> Code { get; } = new("code", Shapes.Text("a word", 64), "Why it is rejected: signature-mismatch, id-missing, ….");

    public static Option<int> Status { get; } = new("status", Shapes.Integer(100, 599), "The status of the answer.");

    public static Option<IReadOnlyList<Placed<int>>> Routes { get; } = new(
        "routes", Collections.List(Shapes.Integer(0, 100_000), 0, 1_000), "The routes that match, exactly: their numbers, from 0.");

    public static Option<IReadOnlyList<Placed<string>>> To { get; } = new(
        "to", Collections.List(Shapes.Text("a destination's name", 64), 0, 1_000, single: true), "The destinations, exactly.");

    public static Option<IReadOnlyList<Named<Values>>> Sent { get; } = new(
        "sent",
        Collections.Map(Collections.Of(CaseSent.Section), new NameRule("a destination's name", "^.+$", FreePrefix: false, _ => null), 1_000),
        "What destinations get, after their transforms: by destination.")
    { Default = [] };

    public static Section RequestSection { get; } = new("request", "What comes in.", [Source, Method, Url, Headers, Body, BodyFile, Sign, At]);

    public static Section ExpectSection { get; } = new("expect", "What becomes of it.", [Outcome, Status, Code, Event, Routes, To, Sent]);

    public static Option<Values> Request { get; } = new("request", Collections.Of(RequestSection), "What comes in.") { Required = true };

    public static Option<Values> Expect { get; } = new("expect", Collections.Of(ExpectSection), "What becomes of it.") { Required = true };

    public static Section CaseSection { get; } = new("case", "Given this request, expect this.", [Name, Request, Expect]);

    public static Option<IReadOnlyList<Placed<Values>>> Cases { get; } = new(
        "cases", Collections.List(Collections.Of(CaseSection), 1, 10_000), "The cases, in order.")
    { Required = true };

    public static Section File { get; } = new("cases", "Cases for breakwater test.", [Cases]);
}

/// <summary>What a part of an event must be; null: it must not be there.</summary>
internal sealed record Expected(string? Text);

/// <summary>The words for what becomes of a request.</summary>
internal static class Outcomes
{
    public const string Accepted = "accepted";
    public const string Duplicate = "duplicate";
    public const string Rejected = "rejected";
    public const string Handshake = "handshake";

    public static IReadOnlyList<string> All { get; } = [Accepted, Duplicate, Rejected, Handshake];
}
