using Breakwater.Configuration;
using Breakwater.Verification.Keys;

namespace Breakwater.Receiving;

/// <summary>What a platform's server gave for a key.</summary>
/// <param name="Body">The body; empty where there is none.</param>
/// <param name="Fault">Why there is none, in words; null when there is one.</param>
internal readonly record struct Published(ReadOnlyMemory<byte> Body, string? Fault);

/// <summary>What became of looking for a key.</summary>
/// <param name="Key">The key; null when there is none.</param>
/// <param name="Fault">Why there is none, in words.</param>
/// <param name="Final">True when asking again will not help for a while: what is there is no key.</param>
internal readonly record struct KeyFinding(PublicKey? Key, string? Fault, bool Final);

/// <summary>
/// Public keys and certificates that platforms publish: fetched once for all who wait for them, kept for a day, looked for again after
/// that. Everything is bounded, because a request names its key before anybody knows whether it is genuine: how many are kept, how many
/// are fetched at once and in a minute. What could not be fetched is not asked for again at once.
/// </summary>
internal sealed class KeyRing(Func<KeyRequest, Task<Published>> fetch, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan BadFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnreachableFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<KeyFinding>> underWay = new(StringComparer.Ordinal);
    private long minuteBegan = clock.GetTimestamp();
    private int fetchesInMinute;

    /// <summary>A key that is known and fresh; null when it has to be looked for.</summary>
    public PublicKey? Find(string name)
    {
        lock (gate)
        {
            return kept.TryGetValue(name, out var found) && found.Finding.Key is { } key && !IsOver(found) ? key : null;
        }
    }

    /// <summary>Finds a key, fetching it where need be. Never throws for what a network or a stranger does.</summary>
    public Task<KeyFinding> FindAsync(KeyRequest request)
    {
        lock (gate)
        {
            if (kept.TryGetValue(request.Name, out var known) && !IsOver(known))
            {
                return Task.FromResult(known.Finding);
            }

            if (underWay.TryGetValue(request.Name, out var joined))
            {
                return joined;
            }

            if (underWay.Count >= Limits.KeyFetches || !MayFetch())
            {
                return Task.FromResult(new KeyFinding(null, "too many keys are being looked for at the moment", Final: false));
            }

            var begun = FetchAsync(request);
            if (!begun.IsCompleted)
            {
                underWay[request.Name] = begun;
            }

            return begun;
        }
    }

    private async Task<KeyFinding> FetchAsync(KeyRequest request)
    {
        try
        {
            var published = await fetch(request);
            return Keep(request.Name, published.Fault is { } fault ? new KeyFinding(null, fault, Final: false) : Read(request, published.Body));
        }
        finally
        {
            lock (gate)
            {
                underWay.Remove(request.Name);
            }
        }
    }

    private KeyFinding Read(KeyRequest request, ReadOnlyMemory<byte> body)
    {
        var (key, fault) = request.Read(body, clock.GetUtcNow());
        return new KeyFinding(key, fault, Final: key is null);
    }

    private KeyFinding Keep(string name, KeyFinding finding)
    {
        lock (gate)
        {
            var after = finding.Key is not null ? FreshFor : finding.Final ? BadFor : UnreachableFor;
            if (finding.Key is null && kept.TryGetValue(name, out var old) && old.Finding.Key is not null)
            {
                // A key that was right yesterday is not forgotten because its server is away today; its own validity still bounds it.
                finding = old.Finding;
            }

            if (!kept.ContainsKey(name) && kept.Count >= Limits.PublishedKeys)
            {
                // What was no key goes first: a flood of wrong names never washes a right key away.
                kept.Remove(kept.MinBy(entry => (entry.Value.Finding.Key is not null, entry.Value.Since)).Key);
            }

            kept[name] = new Kept(finding, clock.GetTimestamp(), after);
            return finding;
        }
    }

    private bool IsOver(Kept entry) => clock.GetElapsedTime(entry.Since) >= entry.For;

    private bool MayFetch()
    {
        if (clock.GetElapsedTime(minuteBegan) >= Minute)
        {
            (minuteBegan, fetchesInMinute) = (clock.GetTimestamp(), 0);
        }

        return ++fetchesInMinute <= Limits.KeyFetchesPerMinute;
    }

    private readonly record struct Kept(KeyFinding Finding, long Since, TimeSpan For);
}
