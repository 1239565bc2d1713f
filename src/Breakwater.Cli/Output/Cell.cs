namespace Breakwater.Cli.Output;

/// <summary>What a text means to whoever looks at it; a terminal with colours shows it.</summary>
internal enum Tone
{
    Plain,
    Dim,
    Strong,
    Good,
    Warning,
    Bad,
}

/// <summary>A piece of text for people. It may come from strangers: <see cref="Screen"/> makes it safe.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>What stands where there is nothing.</summary>
    public static Cell None { get; } = new("-", Tone.Dim);

    public static implicit operator Cell(string? text) => string.IsNullOrEmpty(text) ? None : new Cell(text);
}
