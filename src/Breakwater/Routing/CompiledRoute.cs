using Breakwater.Configuration;
using Breakwater.Verification.Json;

namespace Breakwater.Routing;

/// <summary>One route for one source, compiled.</summary>
internal sealed class CompiledRoute
{
    private readonly TypePattern[] types;
    private readonly Condition[] conditions;

    public CompiledRoute(RouteSettings route, Conditions all)
    {
        types = [.. route.Types.Select(type => new TypePattern(type))];
        conditions = [.. route.Where.Select(where => new Condition(where, all.Place(where.Pointer)))];
        Transform = route.Transform;
        var to = route.To.Distinct(StringComparer.Ordinal);
        Plan = route.Entity is { } kind
            ? new Plan([]) { Entities = [.. to.Select(to => new EntityStop(kind, to, route.OnDead))] }
            : new Plan([.. to.Select(to => new Stop(to, route.Order, route.OnDead))]);
    }

    /// <summary>What it makes of an event that matches nothing else.</summary>
    public Plan Plan { get; }

    /// <summary>What changes the event on this route; null for nothing.</summary>
    public ITransform? Transform { get; }

    /// <summary>True when it has to look into the body.</summary>
    public bool LooksInside => conditions.Length > 0;

    public bool TypeMatches(string? type)
    {
        foreach (var pattern in types)
        {
            if (pattern.Matches(type))
            {
                return true;
            }
        }

        return types.Length == 0;
    }

    public bool ConditionsHold(ReadOnlySpan<PointerValue> values)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Holds(values))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Why it does not match, in words; null when it does.</summary>
    public string? Why(string? type, ReadOnlySpan<PointerValue> values, string? fault)
    {
        if (!TypeMatches(type))
        {
            var wanted = string.Join(" or ", types.Select(pattern => pattern.Text));
            return type is null ? $"the event has no type; wanted {wanted}" : $"the type is not {wanted}";
        }

        foreach (var condition in conditions)
        {
            if (!condition.Holds(values))
            {
                return fault ?? condition.Why(values);
            }
        }

        return null;
    }
}
