using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Routing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Replaying;

/// <summary>What replays take from outside.</summary>
internal sealed record ReplayParts
{
    /// <summary>The store.</summary>
    public required IStore Store { get; init; }

    /// <summary>The router in force: asked anew at each step, so that a reload counts from the next step on.</summary>
    public required Func<Router> Router { get; init; }

    /// <summary>Where ids come from.</summary>
    public required IdSource Ids { get; init; }

    /// <summary>The shard of a new delivery.</summary>
    public required Func<int> Shard { get; init; }

    /// <summary>True for a shard that this node works on: it carries the bulk replays of it on.</summary>
    public required Func<int, bool> IsOurs { get; init; }

    /// <summary>A bulk replay was begun that another node carries on.</summary>
    public required Func<CancellationToken, Task> Elsewhere { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Takes each event with its new deliveries after the commit: cheap, never blocking.</summary>
    public required Action<Storage.Recording> Committed { get; init; }

    /// <summary>Says that the store holds deliveries for a destination, some of which may be due at a moment.</summary>
    public required Action<string, DateTimeOffset> Expect { get; init; }

    /// <summary>Where progress is told.</summary>
    public required Feed Feed { get; init; }

    /// <summary>What is counted.</summary>
    public required Telemetry Telemetry { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>What events that are sent again said of entities; nothing is asked where no route delivers what an entity applied.</summary>
    public async Task<ILookup<Model.EventId, EntityPlace>> PlacesAsync(IReadOnlyList<Event> events, IReadOnlyList<string>? to, CancellationToken cancellation)
    {
        Model.EventId[] ids = [.. events.Where(evt => Plan(evt, to).Entities.Count > 0).Select(evt => evt.Id)];
        var places = ids.Length == 0 ? [] : await Store.Entities.PlacesAsync(ids, cancellation);
        return places.ToLookup(place => place.EventId);
    }

    /// <summary>The plan of an event that is sent again, which a call never is: to the named destinations that still exist, or through today's routes.</summary>
    public Plan Plan(Event evt, IReadOnlyList<string>? to)
    {
        var router = Router();
        return CallEvent.IsCall(evt) ? Routing.Plan.Nowhere : to is null ? router.Plan(evt) : router.Plan(evt, to);
    }
}
