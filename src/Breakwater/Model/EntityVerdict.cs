namespace Breakwater.Model;

/// <summary>What an event means for an entity, judged against the state in which the entity was.</summary>
public enum EntityVerdict
{
    /// <summary>The entity took the state that the event declares.</summary>
    Applied = 0,

    /// <summary>It says what is known already, and changes nothing.</summary>
    Duplicate = 1,

    /// <summary>It is of a state that the entity has left behind, and changes nothing.</summary>
    Stale = 2,

    /// <summary>It came before what it follows, and waits for that.</summary>
    Early = 3,

    /// <summary>Neither comes after the other: kept for a person.</summary>
    Conflict = 4,
}
