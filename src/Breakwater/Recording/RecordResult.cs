using Breakwater.Model;

namespace Breakwater.Recording;

/// <summary>What recording came to: a receipt after the commit, or why there is none now.</summary>
internal readonly record struct RecordResult
{
    private RecordResult(Receipt receipt, string? fault, TimeSpan retryAfter)
    {
        Receipt = receipt;
        Fault = fault;
        RetryAfter = retryAfter;
    }

    /// <summary>The receipt; means nothing where there is a fault.</summary>
    public Receipt Receipt { get; }

    /// <summary>Why it was not recorded, in words; null when it is committed and flushed.</summary>
    public string? Fault { get; }

    /// <summary>When to come again, where there is a fault.</summary>
    public TimeSpan RetryAfter { get; }

    public static RecordResult Committed(Receipt receipt) => new(receipt, fault: null, TimeSpan.Zero);

    public static RecordResult Unavailable(string fault, TimeSpan retryAfter) => new(default, fault, retryAfter);
}
