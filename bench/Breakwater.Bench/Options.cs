using System.Globalization;

namespace Breakwater.Bench;

/// <summary>What is measured, and for how long.</summary>
internal sealed record Options
{
    /// <summary>How long one measurement lasts, without its warm-up.</summary>
    public double Seconds { get; init; } = 8;

    /// <summary>How long each fresh process is warmed up before it is measured.</summary>
    public double WarmUp { get; init; } = 12;

    /// <summary>How often each side is measured, alternating.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Connections of the load generator: one request under way on each.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Bytes of a body.</summary>
    public int Body { get; init; } = 1024;

    /// <summary>Events in the large table.</summary>
    public int Rows { get; init; } = 1_000_000;

    /// <summary>True where it was given.</summary>
    public bool RowsGiven { get; init; }

    /// <summary>Bytes of a body in the large table; those of the others where it is not given.</summary>
    public int? RowBody { get; init; }

    /// <summary>Deliveries that wait when a server starts.</summary>
    public int Waiting { get; init; } = 1_000_000;

    /// <summary>Only the comparison of this name, or those whose name has it in it.</summary>
    public string Only { get; init; } = "";

    public static Options? Parse(IReadOnlyList<string> args)
    {
        var options = new Options();
        if (args.Count % 2 == 1 && !args[0].StartsWith("--", StringComparison.Ordinal))
        {
            // The name of a case may stand alone, first.
            options = options with { Only = args[0] };
            args = [.. args.Skip(1)];
        }

        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count)
            {
                return null;
            }

            var value = args[i + 1];
            var number = double.TryParse(value, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : double.NaN;
            if (args[i] != "--only" && double.IsNaN(number))
            {
                return null;
            }

            switch (args[i])
            {
                case "--seconds": options = options with { Seconds = number }; break;
                case "--warmup": options = options with { WarmUp = number }; break;
                case "--rounds": options = options with { Rounds = (int)number }; break;
                case "--connections": options = options with { Connections = (int)number }; break;
                case "--body": options = options with { Body = (int)number }; break;
                case "--rows": options = options with { Rows = (int)number, RowsGiven = true }; break;
                case "--row-body": options = options with { RowBody = (int)number }; break;
                case "--waiting": options = options with { Waiting = (int)number }; break;
                case "--only": options = options with { Only = value }; break;
                default: return null;
            }
        }

        return options;
    }
}
