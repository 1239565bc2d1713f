using System.Text.Json.Serialization;
using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>What a replay keeps as JSON.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventFilter))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ReplayJson : JsonSerializerContext;
