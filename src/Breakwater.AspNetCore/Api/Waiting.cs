using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>What a delivery waits for, in words that go on from "waiting for".</summary>
internal static class Waiting
{
    /// <summary>Null when it waits for nothing any more.</summary>
    public static string? For(Delivery delivery, DateTimeOffset now) =>
        delivery.State != DeliveryState.Waiting ? null
        : delivery.NextAttemptAt > now ? "its time"
        : "its turn";
}
