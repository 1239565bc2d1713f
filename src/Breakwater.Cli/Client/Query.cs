using System.Globalization;

namespace Breakwater.Cli.Client;

/// <summary>The query of a request; parts without a value are left out.</summary>
internal sealed record Query(IReadOnlyList<KeyValuePair<string, string>> Parts)
{
    public static Query Empty { get; } = new([]);

    public Query With(string name, string? value) => string.IsNullOrEmpty(value) ? this : new Query([.. Parts, new(name, value)]);

    public Query With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public Query With(string name, DateTimeOffset? moment) => With(name, moment?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>With its question mark; empty when it has no parts.</summary>
    public override string ToString() =>
        Parts.Count == 0 ? "" : "?" + string.Join('&', Parts.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"));
}
