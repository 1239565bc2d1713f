namespace Breakwater.Cli.Output;

/// <summary>
/// One line that says how far something has come: on a terminal written again and again, at most ten times a second, and gone at the end.
/// In a pipe there is nothing of it.
/// </summary>
internal sealed class MovingLine(TextWriter writer, bool terminal, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long? written;
    private int length;

    /// <summary>A line where the output is.</summary>
    public MovingLine(CommandContext context)
        : this(context.Out, context.Terminal, context.Clock)
    {
    }

    /// <summary>Shows a text, unless the last one has hardly been seen.</summary>
    public void Show(Func<string> text)
    {
        if (!terminal || (written is { } last && clock.GetElapsedTime(last) < Interval))
        {
            return;
        }

        written = clock.GetTimestamp();
        var line = SafeText.Cut(text(), 100);
        writer.Write("\r" + line.PadRight(length));
        writer.Flush();
        length = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (length > 0)
        {
            writer.Write("\r" + new string(' ', length) + "\r");
            length = 0;
        }
    }
}
