using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Cli.Diagnosis;

/// <summary>What <c>doctor --json</c> prints.</summary>
/// <param name="Healthy">Nothing failed.</param>
/// <param name="Checks">Everything that was looked at.</param>
internal sealed record CheckupView(bool Healthy, IReadOnlyList<CheckView> Checks);

/// <summary>One check.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Result"><c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do.</param>
internal sealed record CheckView(string Check, string Result, string Message, string? Advice);

/// <summary>The JSON of a checkup.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckupView))]
internal sealed partial class CheckupJson : JsonSerializerContext;
