using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Cli.Client;

/// <summary>The API's JSON, as a client reads it: what it does not know it leaves alone.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ReconciliationView))]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(SourceView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(PageView))]
[JsonSerializable(typeof(EventReplayView))]
[JsonSerializable(typeof(NoticeView))]
[JsonSerializable(typeof(DestinationView))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(EntityView))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(AuditView))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(EventReplayRequest))]
internal sealed partial class ApiJson : JsonSerializerContext;
