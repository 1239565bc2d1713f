namespace Breakwater.Delivering;

/// <summary>
/// How many requests a second one destination gets. It is as many as it takes, and at most what is configured, until the destination
/// shows that it is too much (429, 503, answers that come late): then it is lowered to a little below what was answered in the last
/// second, at most once a round trip, and creeps back. As in CUBIC, what it could take last is remembered: quickly up to a little below
/// it, long there, carefully beyond. After an outage it begins small and doubles each second while answers come. It lets go when it has
/// not been what limits for a while. Pure: what happened and the moment in, a rate out. Not safe for concurrent use.
/// </summary>
/// <param name="slow">Answers that take longer than this, and much longer than usual, are a sign of too much.</param>
internal sealed class Pace(TimeSpan slow)
{
    /// <summary>It begins with so many a second after an outage.</summary>
    public const double First = 10;

    private const double Least = 1;

    /// <summary>Growth for each answer while it begins: about twice as many each second.</summary>
    private const double Doubling = 0.7;

    /// <summary>What is left below what the destination could take last.</summary>
    private const double Below = 0.97;

    /// <summary>The curve's steepness: 3 % within 3 s of the plateau, the double within 10 s.</summary>
    private const double Curve = 0.001;

    /// <summary>So few refusals of all answers only stop the growth.</summary>
    private const double Noise = 0.02;

    /// <summary>Fewer refusals than these are each delivery's own affair.</summary>
    private const int Few = 3;

    private const int Begun = 0;
    private const int Taken = 1;
    private const int Refused = 2;

    /// <summary>Seconds from where it was lowered to back to what was remembered.</summary>
    private static readonly double Plateau = Math.Cbrt((1 - Below) / Curve);

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Tally flow = new(TimeSpan.FromSeconds(1), 3);
    private readonly Doubt doubt = new();
    private Metronome metronome;
    private double rate = double.PositiveInfinity;
    private double ceiling = double.PositiveInfinity;
    private double known;
    private DateTimeOffset knownAt;
    private bool starting;
    private double grown;
    private DateTimeOffset grownAt;
    private DateTimeOffset loweredAt;
    private DateTimeOffset limitedAt;
    private double usual;
    private double recent;

    /// <summary>Requests a second now; infinite while nothing limits it.</summary>
    public double Rate => Math.Min(rate, ceiling);

    /// <summary>True while it is lowered, or coming back.</summary>
    public bool IsLowered => !double.IsPositiveInfinity(rate);

    /// <summary>When the next request may begin.</summary>
    public DateTimeOffset Next => metronome.Next;

    /// <summary>True when anything was answered in the last second.</summary>
    public bool TakesSome(DateTimeOffset now)
    {
        flow.Move(now);
        return flow[Taken] > 0;
    }

    /// <summary>What is configured, as this node's share; null for nothing.</summary>
    public void Bound(double? most) => ceiling = most ?? double.PositiveInfinity;

    /// <summary>How many requests may begin now.</summary>
    public int Ready(DateTimeOffset now)
    {
        if (double.IsPositiveInfinity(Rate))
        {
            return int.MaxValue;
        }

        var ready = metronome.Ready(Rate, now);
        limitedAt = ready == 0 ? now : limitedAt;
        return ready;
    }

    /// <summary>A request begins.</summary>
    public void Begin(DateTimeOffset now)
    {
        flow.Count(Begun, now);
        if (double.IsPositiveInfinity(Rate))
        {
            return;
        }

        metronome.Begin(Rate, now);
        if (IsLowered && now - limitedAt > Rest && now - loweredAt > Rest)
        {
            rate = double.PositiveInfinity;
        }
    }

    /// <summary>A request ended.</summary>
    public void Ended(in Echo echo)
    {
        if (echo.BeganAt >= loweredAt && (echo.IsTooMuch || echo.Kind == EchoKind.Alive))
        {
            doubt.Count(echo.IsTooMuch);
        }

        if (echo.IsTooMuch)
        {
            flow.Count(Refused, echo.At);
            TooMuch(echo);
        }
        else if (echo.Kind == EchoKind.Alive)
        {
            flow.Count(Taken, echo.At);
            Learn(echo.Took);
            if (IsLate())
            {
                Late(echo);
            }
            else if (IsLowered)
            {
                Grow(echo.At);
            }
        }
    }

    /// <summary>It was left alone, for so long: it begins small. After a short rest it begins where half of what it could take is.</summary>
    public void Restart(TimeSpan rest, DateTimeOffset now)
    {
        var first = rest < TimeSpan.FromMinutes(1) && Remembers(now) ? Math.Max(First, known / 2) : First;
        rate = Math.Max(Least, Math.Min(first, ceiling / 2));
        starting = true;
        (loweredAt, limitedAt, grownAt) = (now, now, now);
    }

    /// <summary>The clock went back.</summary>
    public void Rewind(TimeSpan by)
    {
        metronome.Rewind(by);
        flow.Clear();
        doubt.Forget();
        (loweredAt, limitedAt, grownAt, knownAt) = (default, default, default, default);
    }

    private double Current(DateTimeOffset now) => Math.Min(Rate, flow.Rate(Begun, now));

    private bool Remembers(DateTimeOffset now) => known > 0 && now - knownAt < Memory;

    private void TooMuch(in Echo echo)
    {
        var (refused, taken) = (flow.Rate(Refused, echo.At), flow.Rate(Taken, echo.At));
        var many = flow[Taken] + flow[Refused] >= Doubt.Enough;
        var share = !many && doubt.KnowsEnough ? doubt.Share : refused / (taken + refused);
        if (share <= doubt.Tolerance(echo.At))
        {
            return;
        }

        if ((!starting && share <= Noise) || (flow[Refused] < Few && doubt.Refusals < Few))
        {
            // A stray one: a pace that is lowered goes no further up from here.
            if (IsLowered && !starting)
            {
                Remember(rate, rate, echo.At);
            }

            return;
        }

        // What began before the last lowering says nothing of the pace after it.
        if (echo.BeganAt < loweredAt || echo.At - loweredAt < (refused > taken ? Round / 2 : Round))
        {
            return;
        }

        // A slow pace says little in a second: what may be a destination's own share of refusals is not judged by a few answers.
        if (starting || doubt.KnowsEnough || (share > Doubt.Most && flow[Refused] >= Few))
        {
            Judge(many || doubt.KnowsEnough ? share : null, taken, echo.At);
        }
    }

    private void Judge(double? share, double taken, DateTimeOffset now)
    {
        if (doubt.Judge(share, rate, now) is { } before)
        {
            // It refuses no less for being sent less: that is not about the pace, which goes on from where it was.
            Remember(before, before, now);
            grown = Plateau;
            return;
        }

        // While it grows, what was answered in the last second is a little of the past.
        var sent = Current(now);
        Lower(Math.Clamp(taken, sent / (starting ? 2 : 4), sent), now);
    }

    private void Late(in Echo echo)
    {
        if (echo.BeganAt >= loweredAt && echo.At - loweredAt >= Round)
        {
            Lower(0.8 * Current(echo.At), echo.At);

            // Where being sent less does not help, slow is what is usual.
            usual += (recent - usual) / 8;
        }
    }

    private void Lower(double could, DateTimeOffset now)
    {
        loweredAt = now;
        doubt.Begin();
        Remember(could, Math.Max(Least, Below * could), now);
    }

    private void Remember(double could, double next, DateTimeOffset now)
    {
        (known, knownAt) = (Math.Max(Least, could), now);
        rate = next;
        starting = false;
        (grown, grownAt, limitedAt) = (0, now, now);
    }

    /// <summary>Grows only while it is what limits: a pace that nobody needs proves nothing.</summary>
    private void Grow(DateTimeOffset now)
    {
        var passed = now - grownAt;
        grownAt = now;
        if (now - limitedAt > Second || recent > slow.TotalSeconds / 2 && recent > 2 * usual)
        {
            return;
        }

        if (starting && (!Remembers(now) || rate < 0.9 * known))
        {
            rate += Doubling;
        }
        else
        {
            (starting, grown) = (false, starting ? 0 : grown + Math.Min(passed.TotalSeconds, 1));
            var target = known * (1 + (Curve * Math.Pow(grown - Plateau, 3)));
            rate = Math.Max(rate, Math.Min(target, rate + Doubling));
        }

        // What is configured limits it from here on.
        rate = rate >= ceiling ? double.PositiveInfinity : rate;
    }

    private void Learn(TimeSpan took)
    {
        var seconds = took.TotalSeconds;
        recent += (seconds - recent) / (recent == 0 ? 1 : 16);
        usual += (seconds - usual) / (usual == 0 ? 1 : seconds < usual ? 16 : 1_024);
    }

    private bool IsLate() => recent > slow.TotalSeconds && recent > 3 * usual;
}
