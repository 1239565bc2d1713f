using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;
using Breakwater.Verification.Listing;

namespace Breakwater.Configuration.Sections;

/// <summary><c>next</c> of a list request: how the next page is asked for. One way of five.</summary>
internal static class NextOptions
{
    private static readonly Shape<string> Pointer = Shapes.Text("a JSON Pointer such as /meta/next", JsonPointers.MaxLength, JsonPointers.Fault, "^/");
    private static readonly Shape<string> Name = Shapes.Text("a name", 64);

    public static Option<string> Cursor { get; } = new("cursor", Pointer, "Where the answer holds the cursor of the next page.");

    public static Option<string> Item { get; } = new("item", Pointer, "Where the last item holds it: pages go on after that item.");

    public static Option<string> Page { get; } = new("page", Name, "The query parameter that takes the page's number. A list of several pages is read again until nothing new is in it, for numbered pages shift.");

    public static Option<string> Link { get; } = new("link", Name, "The relation of the Link header that holds the next address: next.");

    public static Option<string> Url { get; } = new("url", Pointer, "Where the answer holds the next address.");

    public static Option<string> Parameter { get; } = new("parameter", Name, "The query parameter that takes the cursor.") { Default = "cursor" };

    public static Option<string> While { get; } = new("while", Pointer, "Where the answer says whether there is more: false, null or absent on the last page.");

    public static Option<int> First { get; } = new("first", Shapes.Integer(0, 1), "The number of the first page.") { Default = 1 };

    public static IReadOnlyList<Option> Ways { get; } = [Cursor, Item, Page, Link, Url];

    public static Section Section { get; } = new("next", "How the next page is asked for: one of cursor, item, page, link and url.", [.. Ways, Parameter, While, First])
    {
        Relations = schema => schema["oneOf"] = new JsonArray([.. Ways.Select(way => (JsonNode)new JsonObject { ["required"] = Shapes.Strings([way.Name]) })]),
    };

    public static NextPage Compose(Values values)
    {
        (Option<string> Option, NextKind Kind)[] ways =
            [(Cursor, NextKind.Cursor), (Item, NextKind.Item), (Page, NextKind.Page), (Link, NextKind.Link), (Url, NextKind.Url)];
        var (option, kind) = ways.First(way => values.Has(way.Option));
        return new NextPage
        {
            Kind = kind,
            Place = kind == NextKind.Page ? "" : values.Get(option),
            Parameter = kind == NextKind.Page ? values.Get(option) : values.Get(Parameter),
            While = values.TryGet(While, out var more) ? more : null,
            First = values.Get(First),
        };
    }
}
