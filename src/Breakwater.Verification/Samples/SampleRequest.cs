using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Breakwater.Verification.Samples;

/// <summary>Fills a <see cref="ProviderSample"/> in: a request in the provider's shape, not signed yet.</summary>
public static partial class SampleRequest
{
    private const int RandomLetters = 16;
    private const int RandomDigits = 12;
    private const int UuidBytes = 16;

    /// <summary>Makes a request.</summary>
    /// <param name="sample">The provider's sample.</param>
    /// <param name="values">What it shall say.</param>
    /// <param name="url">The URL that it is sent to; placeholders in it are filled in, too.</param>
    /// <param name="chance">For ids that nobody asked for.</param>
    public static SignedRequest Make(ProviderSample sample, SampleValues values, string url, Random chance)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(values);
        var type = values.Type ?? sample.Type;
        var dot = type.IndexOf('.', StringComparison.Ordinal);
        var key = values.Key ?? Chance(sample.Key, chance);
        var texts = new Dictionary<string, string>
        {
            ["id"] = values.Id ?? Chance(sample.Id, chance),
            ["type"] = type,
            ["event"] = dot < 0 ? type : type[..dot],
            ["action"] = dot < 0 ? "" : type[(dot + 1)..],
            ["key"] = key,
            ["time"] = values.Moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["iso"] = values.Moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
        return new SignedRequest
        {
            Method = "POST",
            Url = Fill(url, texts, Uri.EscapeDataString),
            Headers = [.. sample.Headers.Select(header => KeyValuePair.Create(header.Key, Fill(header.Value, texts, HeaderText)))],
            Body = Encoding.UTF8.GetBytes(Fill(sample.Body, texts, IsForm(sample) ? Uri.EscapeDataString : JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode)),
        };
    }

    /// <summary>A text with chance in place of <c>{letters}</c>, <c>{digits}</c> and <c>{uuid}</c>.</summary>
    internal static string Chance(string template, Random chance) => Placeholder().Replace(template, match => match.Groups[1].Value switch
    {
        "letters" => chance.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", RandomLetters),
        "digits" => chance.GetString("123456789", RandomDigits),
        "uuid" => Uuid(chance),
        _ => match.Value,
    });

    /// <summary>One pass: what is filled in is not looked at again.</summary>
    private static string Fill(string template, Dictionary<string, string> texts, Func<string, string> escape) =>
        Placeholder().Replace(template, match => match.Groups[1].Value switch
        {
            "keyValue" => IsNumber(texts["key"]) ? texts["key"] : $"\"{escape(texts["key"])}\"",
            var name => texts.TryGetValue(name, out var text) ? escape(text) : match.Value,
        });

    private static bool IsForm(ProviderSample sample) => sample.Headers.Any(header =>
        header.Key == "Content-Type" && header.Value.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal));

    private static bool IsNumber(string text) => text.Length > 0 && text[0] != '0' && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Nothing that could end a header line.</summary>
    private static string HeaderText(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));

    private static string Uuid(Random chance)
    {
        Span<byte> bytes = stackalloc byte[UuidBytes];
        chance.NextBytes(bytes);
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{([a-zA-Z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
