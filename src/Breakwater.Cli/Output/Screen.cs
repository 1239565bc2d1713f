using System.Text.Json;
using Spectre.Console;
using SpectreCell = Spectre.Console.Rendering.IRenderable;

namespace Breakwater.Cli.Output;

/// <summary>
/// The one way in which text reaches people: tables and colour on a terminal, aligned plain text in a pipe, and in both cases nothing
/// that a stranger could have hidden in it.
/// </summary>
internal sealed class Screen
{
    private const int CellLength = 300;
    private readonly CommandContext context;
    private readonly bool colour;

    public Screen(CommandContext context)
    {
        this.context = context;
        Terminal = context.Terminal;
        colour = Terminal && string.IsNullOrEmpty(context.Environment("NO_COLOR")) && context.Environment("TERM") != "dumb";
    }

    /// <summary>True when a person looks at it.</summary>
    public bool Terminal { get; }

    /// <summary>One line, of several pieces.</summary>
    public void Line(params ReadOnlySpan<Cell> pieces)
    {
        foreach (var piece in pieces)
        {
            Write(piece);
        }

        context.Out.WriteLine();
    }

    /// <summary>One line for the person beside the output: a note, a question, a reason for failing.</summary>
    public void Note(string text) => context.Error.WriteLine(SafeText.Escape(text));

    /// <summary>Why a verb ended, in one line or several.</summary>
    public void Error(string words)
    {
        foreach (var line in words.Split('\n'))
        {
            Note(line);
        }
    }

    /// <summary>Names and values, a line each.</summary>
    public void Fields(IReadOnlyList<(string Name, Cell Value)> fields)
    {
        var width = fields.Count == 0 ? 0 : fields.Max(field => field.Name.Length);
        foreach (var (name, value) in fields)
        {
            Line(new Cell(name.PadRight(width + 2), Tone.Dim), value);
        }
    }

    /// <summary>A table; <paramref name="whenEmpty"/> in its place when it has no rows and a person looks.</summary>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<Cell>> rows, string whenEmpty)
    {
        if (rows.Count == 0 && Terminal)
        {
            Line(new Cell(whenEmpty, Tone.Dim));
        }
        else if (Terminal)
        {
            Drawn(columns, rows);
        }
        else
        {
            Aligned(columns, rows);
        }
    }

    /// <summary>JSON for programs, one line.</summary>
    public void Json(JsonElement element)
    {
        // Written anew, so that it is one line however the server indents.
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            element.WriteTo(writer);
        }

        context.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>A console of Spectre's for what moves: progress.</summary>
    public IAnsiConsole Console() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(context.Out),
        Ansi = Terminal ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
    });

    private void Drawn(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderStyle(colour ? Style.Parse("grey") : Style.Plain);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, colour ? Style.Parse("bold") : Style.Plain)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(SpectreCell (cell) => new Text(SafeText.Cut(cell.Text, CellLength), SpectreStyle(cell.Tone))));
        }

        Console().Write(table);
    }

    private void Aligned(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var lines = new List<IReadOnlyList<string>>(rows.Count + 1) { columns.Select(column => column.ToUpperInvariant()).ToArray() };
        lines.AddRange(rows.Select(row => row.Select(cell => SafeText.Cut(cell.Text, CellLength)).ToArray()));
        var widths = columns.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
        {
            context.Out.WriteLine(string.Join("  ", line.Select((text, i) => text.PadRight(widths[i]))).TrimEnd());
        }
    }

    private void Write(Cell piece)
    {
        var code = colour ? AnsiCode(piece.Tone) : null;
        if (code is not null)
        {
            context.Out.Write(code);
        }

        context.Out.Write(SafeText.Escape(piece.Text));
        if (code is not null)
        {
            context.Out.Write("\e[0m");
        }
    }

    private static string? AnsiCode(Tone tone) => tone switch
    {
        Tone.Dim => "\e[90m",
        Tone.Strong => "\e[1m",
        Tone.Good => "\e[32m",
        Tone.Warning => "\e[33m",
        Tone.Bad => "\e[31m",
        _ => null,
    };

    private static Style SpectreStyle(Tone tone) => tone switch
    {
        Tone.Dim => new Style(Color.Grey),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };
}
