namespace Breakwater.Delivering;

/// <summary>Where a delivery in memory stands.</summary>
internal enum LineStage
{
    /// <summary>It waits for a worker.</summary>
    Queued = 0,

    /// <summary>Its attempt is under way, or the settlement of it waits for its commit.</summary>
    UnderWay = 1,

    /// <summary>A person gave it up.</summary>
    Withdrawn = 2,
}
