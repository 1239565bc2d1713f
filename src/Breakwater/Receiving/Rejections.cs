using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;

namespace Breakwater.Receiving;

/// <summary>
/// The bounded list of what was refused at the door. When it is full, the source with the most rejections forgets its oldest: a flood
/// at one source washes away its own, not another's. All names that are no source share one place.
/// </summary>
public sealed class Rejections
{
    private const int ReasonLength = 512;
    private const int HeaderNameLength = 64;
    private const string NoSource = "";

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<Rejection>> bySource = new(StringComparer.Ordinal);
    private long last;
    private int count;

    internal Rejections()
    {
    }

    /// <summary>Newest first, before a number (null: from the newest), at most so many.</summary>
    public IReadOnlyList<Rejection> List(string? source, long? before, int limit)
    {
        lock (gate)
        {
            return [.. bySource.Values
                .SelectMany(rejections => rejections)
                .Where(rejection => source is null || rejection.Source == source)
                .Where(rejection => before is null || rejection.Number < before)
                .OrderByDescending(rejection => rejection.Number)
                .Take(limit)];
        }
    }

    /// <summary>Keeps one refusal.</summary>
    internal Rejection Add(Arrival arrival, Reception.Refused refusal, DateTimeOffset at)
    {
        var rejection = new Rejection
        {
            Number = 0,
            At = at,
            Source = Printable.Of(arrival.Source) ?? "",
            Status = refusal.Status,
            Code = refusal.Code,
            Reason = Printable.Of(refusal.Reason, ReasonLength) ?? "",
            RemoteAddress = arrival.RemoteAddress?.ToString(),
            BodyBytes = arrival.Body.Length,
            HeaderNames = [.. arrival.Headers.Take(Limits.HeaderLines).Select(header => Printable.Of(header.Name, HeaderNameLength)!)],
        };

        var place = refusal.Status == 404 ? NoSource : arrival.Source;
        lock (gate)
        {
            rejection = rejection with { Number = ++last };
            if (!bySource.TryGetValue(place, out var rejections))
            {
                bySource.Add(place, rejections = new Queue<Rejection>());
            }

            rejections.Enqueue(rejection);
            if (++count > Limits.Rejections)
            {
                ForgetOne();
            }
        }

        return rejection;
    }

    private void ForgetOne()
    {
        var (place, fullest) = bySource.MaxBy(pair => pair.Value.Count);
        fullest.Dequeue();
        count--;
        if (fullest.Count == 0)
        {
            bySource.Remove(place);
        }
    }
}
