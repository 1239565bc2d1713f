namespace Breakwater.Simulation.Judging;

/// <summary>One promise, with a model of its own: it hears what happened and says when the promise is broken.</summary>
internal interface IPromise
{
    /// <summary>Something happened.</summary>
    void Hear(Fact fact);

    /// <summary>All is over, and the weather has been good for long enough.</summary>
    void End();
}
