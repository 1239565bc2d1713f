using System.Text;
using Breakwater.Configuration.Options;
using Breakwater.Model;

namespace Breakwater.Configuration.Sections;

/// <summary><c>answer</c> of a fallback: what a call gets instead.</summary>
internal static class AnswerOptions
{
    public static Option<int> Status { get; } = new("status", Shapes.Integer(200, 599), "The status.") { Default = 200 };

    public static Option<IReadOnlyList<Named<string>>> Headers { get; } = new(
        "headers",
        Collections.Map(Shapes.Text("a header's value, 1,024 characters at most", 1_024, HeaderRules.ValueFault), HeaderRules.Names, 20),
        "The headers.")
    { Default = [] };

    public static Option<string> Body { get; } = new("body", Shapes.Text("a text, 16,384 characters at most", 16_384), "The body, as text.") { DefaultWords = "none" };

    public static Section Section { get; } = new("fallbackAnswer", "A fixed answer to a call.", [Status, Headers, Body]);

    public static CallAnswer Compose(Values values) => new()
    {
        Status = values.Get(Status),
        Headers = [.. values.Get(Headers).Select(header => new Header(header.Name, header.Value))],
        Body = values.TryGet(Body, out var body) ? Encoding.UTF8.GetBytes(body) : default,
    };
}
