namespace Breakwater.Cli.Output;

/// <summary>
/// One line that says how far something has come: on a terminal written again and again, at most ten times a second, and gone at the end.
/// In a pipe there is nothing of it.
/// </summary>
internal sealed class MovingLine(CommandContext context) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long? written;
    private int length;

    /// <summary>Shows a text, unless the last one has hardly been seen.</summary>
    public void Show(Func<string> text)
    {
        if (!context.Terminal || (written is { } last && context.Clock.GetElapsedTime(last) < Interval))
        {
            return;
        }

        written = context.Clock.GetTimestamp();
        var line = SafeText.Cut(text(), 100);
        context.Out.Write("\r" + line.PadRight(length));
        context.Out.Flush();
        length = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (length > 0)
        {
            context.Out.Write("\r" + new string(' ', length) + "\r");
            length = 0;
        }
    }
}
