namespace Breakwater.Model;

/// <summary>In what order a destination sees the events of one key.</summary>
public enum DeliveryOrder
{
    /// <summary>As they come: none waits for another.</summary>
    None = 0,

    /// <summary>One at a time and in order: a lower version first, then what was recorded first.</summary>
    Key = 1,

    /// <summary>One at a time, and only the newest matters: what is older than one that waits is not sent.</summary>
    Latest = 2,
}

/// <summary>What a dead letter does to the later events of its key, where they go in order.</summary>
public enum OnDead
{
    /// <summary>It holds them, until it is retried, cancelled, or its event replayed.</summary>
    Hold = 0,

    /// <summary>They go on without it.</summary>
    Skip = 1,
}
