using Breakwater.Configuration;

namespace Breakwater.Judging;

/// <summary>What one kind of entity is judged by, compiled from its part of the configuration.</summary>
public sealed class EntityRules
{
    /// <summary>Compiles a part of a configuration that was found valid.</summary>
    public EntityRules(EntitySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Type = settings.Name;
        Machine = new StateMachine(settings.Initial, settings.Transitions);
        Wait = settings.Wait;
        OnTimeout = settings.OnTimeout;
        Begin = settings.Events.Any(evt => evt.State == settings.Initial) ? null : settings.Initial;
    }

    /// <summary>The kind's name.</summary>
    public string Type { get; }

    /// <summary>The states.</summary>
    public StateMachine Machine { get; }

    /// <summary>How long an early event waits.</summary>
    public TimeSpan Wait { get; }

    /// <summary>What becomes of it then.</summary>
    public EntityTimeout OnTimeout { get; }

    /// <summary>The state of an entity before its first event: none where an event brings the initial one, else the initial one.</summary>
    public string? Begin { get; }
}
