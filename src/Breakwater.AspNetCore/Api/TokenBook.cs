using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Which tokens are in force. Those of the store are looked up again when what is known of them is older than <see cref="Fresh"/>: so
/// long it takes at most until a token that was made or revoked on another node counts here. Where the store can't be asked, what is
/// known holds for <see cref="Patience"/>; after it, only the configuration's tokens do.
/// </summary>
internal sealed class TokenBook(Engine engine, TimeProvider clock)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private Known known = new(new Tokens(new Settings(), []), null);
    private Task<Known>? looking;

    /// <summary>The tokens, and whether those of the store are all among them.</summary>
    public async ValueTask<(Tokens Tokens, bool Whole)> InForceAsync(CancellationToken cancellation)
    {
        var now = Volatile.Read(ref known);
        if (!IsFresh(now))
        {
            now = await LookAsync(cancellation);
        }

        if (!ReferenceEquals(now.Tokens.Settings, engine.Settings))
        {
            now = now with { Tokens = new Tokens(engine.Settings, now.Tokens.Stored) };
            Volatile.Write(ref known, now);
        }

        return now.Tokens.Stored.Count > 0 && !Holds(now, Patience) ? (new Tokens(engine.Settings, []), false) : (now.Tokens, now.At is not null);
    }

    /// <summary>The next call looks into the store: a token was made or revoked here.</summary>
    public void Forget() => Volatile.Write(ref known, Volatile.Read(ref known) with { Looked = null });

    /// <summary>One look at a time, and everybody waits for that one.</summary>
    private Task<Known> LookAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            var now = Volatile.Read(ref known);
            if (looking is null or { IsCompleted: true })
            {
                looking = IsFresh(now) ? Task.FromResult(now) : LookAsync(now);
            }

            return looking.WaitAsync(cancellation);
        }
    }

    private async Task<Known> LookAsync(Known before)
    {
        var asked = clock.GetTimestamp();
        Known next;
        try
        {
            next = new Known(new Tokens(engine.Settings, await engine.Tokens.ListAsync(CancellationToken.None)), asked) { Looked = asked };
        }
        catch (StoreUnavailableException)
        {
            next = before with { Looked = asked };
        }

        Volatile.Write(ref known, next);
        return next;
    }

    private bool IsFresh(Known one) => one.Looked is { } looked && clock.GetElapsedTime(looked) < Fresh;

    private bool Holds(Known one, TimeSpan time) => one.At is { } at && clock.GetElapsedTime(at) < time;

    /// <param name="Tokens">The tokens.</param>
    /// <param name="At">When the store said so; null for never.</param>
    private sealed record Known(Tokens Tokens, long? At)
    {
        /// <summary>When it was asked last, with or without an answer.</summary>
        public long? Looked { get; init; }
    }
}
