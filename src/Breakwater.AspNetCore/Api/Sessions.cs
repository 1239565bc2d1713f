using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Sessions of browsers: a cookie stands for a token, so that no page ever holds one. In memory of this node, and so gone with a restart;
/// none outlives its token. Kept under their hashes: who reads the memory of a lookup gets nothing to show.
/// </summary>
internal sealed class Sessions(TimeProvider clock)
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "breakwater-session";

    /// <summary>The header that every request that changes something must have beside the cookie: no page of another site can set it.</summary>
    public const string Header = "breakwater-request";

    /// <summary>Sessions at once; the one that was used longest ago makes room.</summary>
    public const int Most = 1_000;

    /// <summary>Sessions of one token at once; the one of them that was used longest ago makes room.</summary>
    public const int MostOfToken = 20;

    /// <summary>How long a session lives without being used.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lives at most.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(8);

    private const int Bytes = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Session> known = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return known.Count;
            }
        }
    }

    /// <summary>Begins one.</summary>
    /// <returns>The text of its cookie.</returns>
    public string Begin(Holder holder)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        lock (gate)
        {
            foreach (var (key, _) in known.Where(one => IsOver(one.Value)).ToList())
            {
                known.Remove(key);
            }

            MakeRoom(session => session.Holder.Name == holder.Name, MostOfToken);
            MakeRoom(_ => true, Most);
            var now = clock.GetTimestamp();
            known[Key(text)] = new Session(holder, now) { Used = now };
        }

        return text;
    }

    /// <summary>Whose it is, and how long it lives still; using it keeps it from ending idle. Null when it is none, or over.</summary>
    public (Holder Holder, TimeSpan Left)? Use(string text)
    {
        lock (gate)
        {
            if (!known.TryGetValue(Key(text), out var session) || IsOver(session))
            {
                return null;
            }

            session.Used = clock.GetTimestamp();
            return (session.Holder, Life - clock.GetElapsedTime(session.Begun));
        }
    }

    /// <summary>Ends one; nothing where there is none.</summary>
    public void End(string text)
    {
        lock (gate)
        {
            known.Remove(Key(text));
        }
    }

    private void MakeRoom(Func<Session, bool> among, int most)
    {
        var some = known.Where(one => among(one.Value)).ToList();
        if (some.Count >= most)
        {
            known.Remove(some.MinBy(one => one.Value.Used).Key);
        }
    }

    private bool IsOver(Session session) => clock.GetElapsedTime(session.Used) >= Idle || clock.GetElapsedTime(session.Begun) >= Life;

    private static string Key(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Session(Holder Holder, long Begun)
    {
        public long Used { get; set; }
    }
}
