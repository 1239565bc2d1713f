using System.Globalization;
using Breakwater.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Breakwater.Cli.Demo;

/// <summary>Shows what happens while it happens: a live table for people, plain lines in a pipe.</summary>
internal sealed class DemoScreen(CommandContext context, Screen screen, Func<IReadOnlyList<(string Name, string Value)>> figures)
{
    private const int StoryLines = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Queue<string> story = new();
    private readonly long begin = context.Clock.GetTimestamp();

    /// <summary>Tells what just happened.</summary>
    public void Say(string words)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{context.Clock.GetElapsedTime(begin).TotalSeconds,5:0.0} s  {words}");
        lock (gate)
        {
            if (!screen.Terminal)
            {
                screen.Line(line);
                return;
            }

            story.Enqueue(line);
            if (story.Count > StoryLines)
            {
                story.Dequeue();
            }
        }
    }

    /// <summary>Shows the figures until the work is done.</summary>
    public async Task ShowAsync(Task work)
    {
        if (screen.Terminal)
        {
            await screen.Console().Live(Picture()).AutoClear(false).StartAsync(live => FollowAsync(work, Interval, () => live.UpdateTarget(Picture())));
        }
        else
        {
            await FollowAsync(work, PlainInterval, () => Say(string.Join(", ", figures().Select(figure => $"{figure.Name} {figure.Value}"))));
        }

        await work;
    }

    private async Task FollowAsync(Task work, TimeSpan interval, Action show)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(interval, context.Clock));
            show();
        }
    }

    private Rows Picture()
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn("");
        foreach (var (name, value) in figures())
        {
            table.AddRow(new Text(name), new Text(value));
        }

        lock (gate)
        {
            return new Rows([table, .. story.Select(IRenderable (line) => new Text(line))]);
        }
    }
}
