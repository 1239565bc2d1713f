using Breakwater.Cli.Output;
using Xunit;

namespace Breakwater.Cli.Tests.Output;

public sealed class ScreenTests
{
    private static readonly string[] Columns = ["Id", "What"];

    [Fact]
    public void A_pipe_gets_aligned_text_without_colour()
    {
        var line = new CommandLine();

        new Screen(line.Context).Table(Columns, [[new Cell("1", Tone.Bad), "short"], ["22", "longer text"]], "none");

        Assert.Equal(["ID  WHAT", "1   short", "22  longer text"], line.Lines);
    }

    [Fact]
    public void A_terminal_gets_a_drawn_table()
    {
        var line = new CommandLine { Terminal = true };

        new Screen(line.Context).Table(Columns, [[new Cell("1", Tone.Bad), "short"]], "none");

        Assert.Contains("╭", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("\e[", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public void Colour_is_left_out_where_it_is_not_wanted(string name, string value)
    {
        var line = new CommandLine { Terminal = true, Environment = { [name] = value } };
        var screen = new Screen(line.Context);

        screen.Table(Columns, [[new Cell("1", Tone.Bad), "short"]], "none");
        screen.Line(new Cell("bad", Tone.Bad));

        Assert.DoesNotContain("\e[", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_strangers_wrote_stays_text(bool terminal)
    {
        var line = new CommandLine { Terminal = terminal, Environment = { ["NO_COLOR"] = "1" } };
        var screen = new Screen(line.Context);

        screen.Table(Columns, [["[red]not markup[/]", "\e]0;title\a\n"]], "none");
        screen.Line("[bold]", "\e[2J");
        screen.Fields([("name", "a\nb")]);
        screen.Note("\e[2J");

        Assert.Contains("[red]not markup[/]", line.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\e", line.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\a", line.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\e", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_show_is_said_to_a_person_and_is_a_header_to_a_program()
    {
        var person = new CommandLine { Terminal = true, Environment = { ["NO_COLOR"] = "1" } };
        var program = new CommandLine();

        new Screen(person.Context).Table(Columns, [], "No events.");
        new Screen(program.Context).Table(Columns, [], "No events.");

        Assert.Equal(["No events."], person.Lines);
        Assert.Equal(["ID  WHAT"], program.Lines);
    }
}
