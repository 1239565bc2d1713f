using System.Globalization;
using System.Text.Json.Nodes;
using Breakwater.Model;

namespace Breakwater.Configuration.Options;

/// <summary>The kinds of single values.</summary>
internal static class Shapes
{
    /// <summary>Reads a text; null when it is no value of this kind, and then the fault in words (or null where the expectation says it all).</summary>
    public delegate bool Reading<T>(ScalarText text, out T value, out string? fault);

    /// <summary>A text within a length, checked by <paramref name="check"/>, which gives a fault that does not hold the text.</summary>
    public static Shape<string> Text(string words, int max, Func<string, string?>? check = null, string? pattern = null) => Scalar(
        words,
        TextSchema(pattern, max),
        value => value,
        (ScalarText text, out string value, out string? fault) =>
        {
            value = text.Text;
            fault = LengthFault(value, max) ?? check?.Invoke(value);
            return fault is null;
        });

    /// <summary>A text that nothing prints.</summary>
    public static Shape<Secret> Secret(string words, int max, Func<string, string?>? check = null) => Scalar(
        words,
        TextSchema(null, max),
        _ => "***",
        (ScalarText text, out Secret value, out string? fault) =>
        {
            value = new Secret(text.Text);
            fault = LengthFault(text.Text, max) ?? check?.Invoke(text.Text);
            return fault is null;
        },
        secret: true);

    /// <summary><c>true</c> or <c>false</c>, and nothing else.</summary>
    public static Shape<bool> Flag { get; } = Scalar(
        "true or false",
        () => new JsonObject { ["type"] = "boolean" },
        value => value ? "true" : "false",
        (ScalarText text, out bool value, out string? fault) =>
        {
            value = text.Text == "true";
            fault = !text.Plain ? "found a text in quotes"
                : text.Text.ToLowerInvariant() is "yes" or "no" or "on" or "off" or "true" or "false" ? $"{text.Shown} is not a boolean here: only true and false are"
                : null;
            return text.Plain && (text.Text is "true" or "false");
        });

    public static Shape<int> Integer(int min, int max) => Scalar(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
        () => new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max },
        value => value.ToString(CultureInfo.InvariantCulture),
        (ScalarText text, out int value, out string? fault) =>
        {
            value = 0;
            fault = text.Plain ? null : "found a text in quotes";
            return text.Plain
                && int.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                && value >= min
                && value <= max;
        });

    public static Shape<double> Number(double min, double max) => Scalar(
        string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"),
        () => new JsonObject { ["type"] = "number", ["minimum"] = min, ["maximum"] = max },
        value => value.ToString(CultureInfo.InvariantCulture),
        (ScalarText text, out double value, out string? fault) =>
        {
            const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            value = 0;
            fault = text.Plain ? null : "found a text in quotes";
            return text.Plain && double.TryParse(text.Text, Decimal, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;
        });

    public static Shape<TimeSpan> Duration(TimeSpan min, TimeSpan max) => Scalar(
        $"a duration from {Units.Show(min)} to {Units.Show(max)}",
        () => new JsonObject { ["type"] = "string", ["pattern"] = Units.DurationPattern },
        Units.Show,
        (ScalarText text, out TimeSpan value, out string? fault) =>
        {
            var read = Units.TryDuration(text.Text, out value);
            fault = read ? null : $"{text.Shown} is no duration (250ms, 10s, 5m, 2h, 7d)";
            return read && value >= min && value <= max;
        });

    public static Shape<int> Size(int min, int max) => Scalar(
        $"a size from {Units.Show((long)min)} to {Units.Show((long)max)}",
        () => new JsonObject { ["type"] = "string", ["pattern"] = Units.SizePattern },
        value => Units.Show((long)value),
        (ScalarText text, out int value, out string? fault) =>
        {
            var read = Units.TrySize(text.Text, out var bytes);
            fault = read ? null : $"{text.Shown} is no size (512KiB, 1MiB)";
            var fits = read && bytes >= min && bytes <= max;
            value = fits ? (int)bytes : 0;
            return fits;
        });

    public static Shape<double> Rate { get; } = Scalar(
        "a rate from 1/h to 1000000/s",
        () => new JsonObject { ["type"] = "string", ["pattern"] = Units.RatePattern },
        Units.ShowRate,
        (ScalarText text, out double value, out string? fault) =>
        {
            var read = Units.TryRate(text.Text, out value);
            fault = read ? null : $"{text.Shown} is no rate (100/s, 600/m, 1000/h)";
            return read && value is > 0 and <= 1_000_000;
        });

    /// <summary>One of a few words; some may be of the contract and not built yet.</summary>
    public static Shape<T> Choice<T>(IReadOnlyList<(string Word, T Value)> choices, string[]? unbuilt = null, string noun = "")
        where T : notnull => new()
        {
            Words = "one of " + string.Join(", ", choices.Select(c => c.Word)),
            Show = value => choices.First(c => c.Value.Equals(value)).Word,
            Schema = definitions => OrSubstituted(definitions, new JsonObject { ["enum"] = Strings(choices.Select(c => c.Word)) }),
            Read = (Place place, Binding binding, out T value) =>
            {
                value = default!;
                var words = choices.Select(c => c.Word).ToArray();
                if (!binding.TryText(place, "one of " + string.Join(", ", words), out var text))
                {
                    return false;
                }

                var index = Array.IndexOf(words, text.Text);
                if (index >= 0)
                {
                    value = choices[index].Value;
                    return true;
                }

                var later = unbuilt?.Contains(text.Text) == true;
                binding.Report.Fault(
                    place,
                    $"{noun}{text.Shown} is {(later ? "not supported yet" : "not known here")}",
                    "one of " + string.Join(", ", words),
                    later ? null : binding.Report.Nearest(text.Text, words));
                return false;
            },
        };

    /// <summary>A single value: the pieces above, and whatever a section needs of its own.</summary>
    public static Shape<T> Scalar<T>(string words, Func<JsonObject> schema, Func<T, string> show, Reading<T> reading, bool secret = false) => new()
    {
        Words = words,
        Secret = secret,
        Show = show,
        Schema = definitions => OrSubstituted(definitions, schema()),
        Read = (Place place, Binding binding, out T value) =>
        {
            value = default!;
            if (!binding.TryText(place, words, out var text))
            {
                return false;
            }

            if (reading(text, out value, out var fault))
            {
                return true;
            }

            binding.Report.Fault(place, fault ?? (secret ? "is not valid" : $"{text.Shown} is out of range or of another kind"), words);
            return false;
        },
    };

    /// <summary>The schema of a value, or of a text in which something will be replaced.</summary>
    public static JsonObject OrSubstituted(JsonObject definitions, JsonObject schema)
    {
        if (!definitions.ContainsKey("substituted"))
        {
            definitions["substituted"] = new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = @"\$\{",
                ["description"] = "${NAME}, ${NAME:-default} or ${file:path}, replaced when the file is read",
            };
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["$ref"] = "#/$defs/substituted" }) };
    }

    public static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    private static Func<JsonObject> TextSchema(string? pattern, int max) => () =>
    {
        var text = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = max };
        if (pattern is not null)
        {
            text["pattern"] = pattern;
            return text;
        }

        // A value without quotes that looks like a number or a boolean is a text here.
        return new JsonObject { ["anyOf"] = new JsonArray(text, new JsonObject { ["type"] = Strings(["number", "boolean"]) }) };
    };

    private static string? LengthFault(string text, int max) =>
        text.Length == 0 ? "is empty"
        : text.Length > max ? string.Create(CultureInfo.InvariantCulture, $"is longer than {max} characters")
        : null;
}
