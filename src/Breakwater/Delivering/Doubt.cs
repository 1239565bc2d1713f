namespace Breakwater.Delivering;

/// <summary>
/// Whether refusals are about the pace at all. When a destination refuses as large a share after it was sent less as before, it refuses for
/// reasons of its own; then that share is put up with for a while, and the pace goes back to what it was. Pure. Not safe for concurrent use.
/// </summary>
internal sealed class Doubt
{
    /// <summary>Fewer answers than these say nothing of a share.</summary>
    private const int Enough = 40;

    /// <summary>So often in a row it has to be the same: once may be the last of what a bucket held.</summary>
    private const int Times = 2;

    /// <summary>Who refuses more than this is sent less, whatever it is about.</summary>
    private const double Most = 0.5;

    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(20);

    private int answers;
    private int times;
    private double before;
    private double rateBefore;
    private double own;
    private DateTimeOffset ownAt;

    /// <summary>Refusals since the pace was lowered.</summary>
    public int Refusals { get; private set; }

    /// <summary>The share of refusals that is put up with now.</summary>
    public double Tolerance(DateTimeOffset now) => own == 0 ? 0 : 1.5 * own * Math.Pow(0.5, (now - ownAt) / HalfLife);

    /// <summary>The pace was lowered: counts anew.</summary>
    public void Begin() => (answers, Refusals) = (0, 0);

    /// <summary>An answer to a request that began since then.</summary>
    public void Count(bool refused)
    {
        answers++;
        Refusals += refused ? 1 : 0;
    }

    /// <summary>It refuses too much, again or for the first time.</summary>
    /// <param name="share">The share of the last second.</param>
    /// <param name="rate">The pace now.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The pace to go back to, where it is not about the pace; else null, and the pace is to be lowered.</returns>
    public double? Judge(double share, double rate, DateTimeOffset now)
    {
        var since = answers == 0 ? 1 : (double)Refusals / answers;
        var same = before > 0 && answers >= Enough && since <= Most && since >= before / 2 && since <= 2 * before;
        if (same && ++times == Times)
        {
            (own, ownAt, before, times) = (since, now, 0, 0);
            return rateBefore;
        }

        if (!same)
        {
            (rateBefore, times) = (rate, 0);
        }

        before = before > 0 && answers >= Enough ? since : share;
        return null;
    }

    /// <summary>The clock went back, or it was left alone: begins anew.</summary>
    public void Forget() => (answers, Refusals, before, own, times) = (0, 0, 0, 0, 0);
}
