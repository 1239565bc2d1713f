using System.Text.Json.Serialization;

namespace Breakwater.AspNetCore.Api;

/// <summary>Every type of the API's JSON; camelCase, made by the source generator.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(PublishedView))]
[JsonSerializable(typeof(PageView<EventListView>))]
[JsonSerializable(typeof(PageView<DeliveryListView>))]
[JsonSerializable(typeof(PageView<RejectionView>))]
[JsonSerializable(typeof(PageView<ReplayView>))]
[JsonSerializable(typeof(PageView<SourceView>))]
[JsonSerializable(typeof(PageView<DestinationView>))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryDetailView))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayCountView))]
[JsonSerializable(typeof(EventReplayRequest))]
[JsonSerializable(typeof(EventReplayView))]
[JsonSerializable(typeof(DestinationView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(NoticeView))]
internal sealed partial class ApiJson : JsonSerializerContext;
