namespace Breakwater.Model;

/// <summary>How one attempt ended.</summary>
public enum Outcome
{
    /// <summary>The destination answered 2xx.</summary>
    Success = 0,

    /// <summary>It failed, and trying again may help; it took no effect as far as anyone can tell.</summary>
    Retryable = 1,

    /// <summary>It failed, and trying again can't help.</summary>
    Permanent = 2,

    /// <summary>It was sent, and no answer came: it may have taken effect.</summary>
    Ambiguous = 3,
}
