namespace Breakwater.Configuration;

/// <summary>What follows from a request that was sent and got no answer: it may have taken effect.</summary>
public enum OnAmbiguous
{
    /// <summary>It is sent again, with the same id.</summary>
    Retry = 0,

    /// <summary>A person decides.</summary>
    Hold = 1,

    /// <summary>The platform is asked before anything is sent again.</summary>
    Check = 2,
}
