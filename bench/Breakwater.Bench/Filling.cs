using System.Globalization;
using Breakwater.Model;
using Breakwater.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Bench;

/// <summary>
/// Fills a file with events that might have come through the door, by the store itself: in large groups and without HTTP it takes a fraction of
/// the time. The ids count up from 1, as those of the load do.
/// </summary>
internal static class Filling
{
    private const int Group = 4_096;
    private const int PerMillisecond = 20;

    /// <param name="folder">The folder of the installation.</param>
    /// <param name="events">How many.</param>
    /// <param name="body">Bytes of a body.</param>
    /// <param name="destination">Where a delivery of each waits to go, due now; null for none.</param>
    public static async Task RunAsync(string folder, long events, int body, string? destination)
    {
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "data")).FullName, "breakwater.db");
        await using var store = await SqliteStore.OpenAsync(new SqliteOptions { Path = file }, clock, NullLogger.Instance, CancellationToken.None);
        var maker = new Maker(clock.GetUtcNow().AddMilliseconds(-1_000 - (events / PerMillisecond)), new byte[body], destination);
        Task<IReadOnlyList<Receipt>>? writing = null;
        for (long made = 0; made < events;)
        {
            // One group is made while the one before is written.
            var group = maker.Make(made, (int)Math.Min(Group, events - made));
            made += group.Count;
            if (writing is not null)
            {
                await writing;
            }

            writing = store.Events.RecordAsync(group, CancellationToken.None);
            if (made / 1_000_000 != (made - group.Count) / 1_000_000)
            {
                Console.WriteLine($"  filled with {made:N0} events in {clock.GetElapsedTime(begin).TotalSeconds:N0} s");
            }
        }

        if (writing is not null)
        {
            await writing;
        }
    }

    private sealed class Maker(DateTimeOffset first, byte[] body, string? destination)
    {
        private static readonly IReadOnlyList<Header> Headers = [new("Content-Type", "application/json")];

        private readonly Random chance = new(1);

        public List<Breakwater.Storage.Recording> Make(long from, int count)
        {
            var group = new List<Breakwater.Storage.Recording>(count);
            for (var number = from; number < from + count; number++)
            {
                group.Add(One(number));
            }

            return group;
        }

        private Breakwater.Storage.Recording One(long number)
        {
            var at = first.AddMilliseconds(number / PerMillisecond);
            var high = (at.ToUnixTimeMilliseconds() << 16) + (2 * (number % PerMillisecond));
            var evt = new Event
            {
                Id = new EventId(new SortableId(high, chance.NextInt64(long.MinValue, long.MaxValue))),
                Source = "plain",
                IdempotencyId = (number + 1).ToString("D16", CultureInfo.InvariantCulture),
                ReceivedAt = at,
                Headers = Headers,
                Body = body,
            };
            return new Breakwater.Storage.Recording(evt, destination is null ? [] :
            [
                new Delivery
                {
                    Id = new DeliveryId(new SortableId(high + 1, chance.NextInt64(long.MinValue, long.MaxValue))),
                    EventId = evt.Id,
                    Destination = destination,
                    NextAttemptAt = at,
                    Since = at,
                },
            ]);
        }
    }
}
