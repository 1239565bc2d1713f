using System.Text.Json;

namespace Breakwater.Cli.Client;

/// <summary>An answer of the API: typed for people, and as it came for programs.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Raw">The JSON, whole: fields that this version does not know are in it, too.</param>
internal sealed record ApiAnswer<T>(T Value, JsonElement Raw);
