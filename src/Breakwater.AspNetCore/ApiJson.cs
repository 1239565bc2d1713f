using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.AspNetCore.Api;

namespace Breakwater.AspNetCore;

/// <summary>How answers are written: camelCase, every member there, null where there is nothing to say.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PageView<EventLine>))]
[JsonSerializable(typeof(PageView<DeliveryLine>))]
[JsonSerializable(typeof(PageView<ReplayView>))]
[JsonSerializable(typeof(PageView<ReconciliationView>))]
[JsonSerializable(typeof(PageView<SourceView>))]
[JsonSerializable(typeof(PageView<DestinationView>))]
[JsonSerializable(typeof(PageView<NodeView>))]
[JsonSerializable(typeof(PageView<RejectionView>))]
[JsonSerializable(typeof(PageView<EntityLine>))]
[JsonSerializable(typeof(PageView<AuditView>))]
[JsonSerializable(typeof(PageView<TokenView>))]
[JsonSerializable(typeof(TokenMade))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(EntityView))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(ReceiptView))]
[JsonSerializable(typeof(ReceiptsView))]
[JsonSerializable(typeof(EventReplayView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ConfigurationView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(CallBody))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>How what happens is written into the stream: what a notice does not say is left out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeView))]
internal sealed partial class NoticeJson : JsonSerializerContext;

/// <summary>How requests are read: what is not known, comes twice or is null against its type is refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(EventReplayRequest))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(SessionRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
