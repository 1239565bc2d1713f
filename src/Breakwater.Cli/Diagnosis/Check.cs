namespace Breakwater.Cli.Diagnosis;

/// <summary>How a check ended.</summary>
internal enum Verdict
{
    Ok,
    Warn,
    Fail,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What: <c>store</c>, <c>destination orders</c>.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Words">What was found.</param>
/// <param name="Advice">What to do about it; null where nothing is to be done.</param>
internal sealed record Check(string Name, Verdict Verdict, string Words, string? Advice = null)
{
    public static Check Ok(string name, string words) => new(name, Verdict.Ok, words);

    public static Check Warn(string name, string words, string advice) => new(name, Verdict.Warn, words, advice);

    public static Check Fail(string name, string words, string advice) => new(name, Verdict.Fail, words, advice);
}
