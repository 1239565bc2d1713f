using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Cli.Demo;

/// <summary>The answer to a webhook.</summary>
internal sealed record ReceiptView
{
    public required string Id { get; init; }

    public required bool Duplicate { get; init; }
}

/// <summary>How the demo reads and writes JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReceiptView))]
[JsonSerializable(typeof(AuditReport))]
internal sealed partial class DemoJson : JsonSerializerContext;
