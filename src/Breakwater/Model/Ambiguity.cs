namespace Breakwater.Model;

/// <summary>What is not known of a delivery: whether a request of it that got no answer took effect.</summary>
public enum Ambiguity
{
    /// <summary>Nothing: it did not, or nobody asks.</summary>
    None = 0,

    /// <summary>One of its requests may have taken effect.</summary>
    Open = 1,

    /// <summary>The same, and a person decides: it waits and is not due, and holds the later ones of its key.</summary>
    Held = 2,
}
