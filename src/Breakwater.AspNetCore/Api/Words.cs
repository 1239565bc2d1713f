using System.Diagnostics;
using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Observing;

namespace Breakwater.AspNetCore.Api;

/// <summary>States and roles as the API writes and reads them.</summary>
internal static class Words
{
    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Dead => "dead",
        DeliveryState.Stale => "stale",
        DeliveryState.Cancelled => "cancelled",
        _ => throw new UnreachableException(),
    };

    public static string Of(DeliveryOrder order) => order switch
    {
        DeliveryOrder.None => "none",
        DeliveryOrder.Key => "key",
        DeliveryOrder.Latest => "latest",
        _ => throw new UnreachableException(),
    };

    public static string Of(ReplayState state) => state switch
    {
        ReplayState.Running => "running",
        ReplayState.Done => "done",
        ReplayState.Cancelled => "cancelled",
        _ => throw new UnreachableException(),
    };

    public static string Of(ReconciliationState state) => state switch
    {
        ReconciliationState.Running => "running",
        ReconciliationState.Done => "done",
        ReconciliationState.Failed => "failed",
        ReconciliationState.Cancelled => "cancelled",
        _ => throw new UnreachableException(),
    };

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Retryable => "retryable",
        Outcome.Permanent => "permanent",
        Outcome.Ambiguous => "ambiguous",
        _ => throw new UnreachableException(),
    };

    public static string Of(EntityVerdict verdict) => verdict switch
    {
        EntityVerdict.Applied => "applied",
        EntityVerdict.Duplicate => "duplicate",
        EntityVerdict.Stale => "stale",
        EntityVerdict.Early => "early",
        EntityVerdict.Conflict => "conflict",
        _ => throw new UnreachableException(),
    };

    public static string Of(Stand stand) => stand switch
    {
        Stand.InSync => "inSync",
        Stand.Behind => "behind",
        Stand.Failed => "failed",
        _ => throw new UnreachableException(),
    };

    public static string Of(BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.Open => "open",
        BreakerState.HalfOpen => "half-open",
        _ => throw new UnreachableException(),
    };

    public static string Of(Role role) => role switch
    {
        Role.Read => "read",
        Role.Publish => "publish",
        Role.Operate => "operate",
        Role.Admin => "admin",
        _ => throw new UnreachableException(),
    };

    public static IReadOnlyList<DeliveryState> States { get; } =
        [DeliveryState.Waiting, DeliveryState.Delivered, DeliveryState.Dead, DeliveryState.Stale, DeliveryState.Cancelled];

    public static IReadOnlyList<Role> Roles { get; } = [Role.Read, Role.Publish, Role.Operate, Role.Admin];

    public static bool TryRole(string text, out Role role)
    {
        role = Roles.FirstOrDefault(candidate => Of(candidate) == text);
        return Of(role) == text;
    }

    public static bool TryState(string text, out DeliveryState state)
    {
        foreach (var candidate in States)
        {
            if (Of(candidate) == text)
            {
                state = candidate;
                return true;
            }
        }

        state = default;
        return false;
    }
}
