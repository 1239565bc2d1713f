using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>A value of a condition: any scalar, as the text that JSON has for it.</summary>
internal static class WhereValue
{
    public static Shape<string> Shape { get; } = new()
    {
        Words = "a text, number, true, false or null",
        Show = value => value,
        Schema = _ => new JsonObject { ["type"] = Shapes.Strings(["string", "number", "boolean", "null"]) },
        Read = (Place place, Binding binding, out string value) =>
        {
            value = "null";
            if (place.Node is ConfigurationNode.Scalar { IsNull: true })
            {
                return true;
            }

            var read = binding.TryText(place, "a text, number, true, false or null", out var text);
            value = text.Text;
            return read;
        },
    };
}
