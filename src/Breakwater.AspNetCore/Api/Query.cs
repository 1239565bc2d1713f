using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>Reads the parameters of a list; the first one that can't be read is the problem.</summary>
internal sealed class Query(IQueryCollection parameters)
{
    /// <summary>What is wrong; null when all that was read so far is right.</summary>
    public Problem? Problem { get; private set; }

    public string? Text(string name)
    {
        var values = parameters[name];
        if (values.Count > 1)
        {
            Problem ??= Problems.BadParameter(name, "given once");
        }

        return values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
    }

    public DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return moment;
        }

        Problem ??= Problems.BadParameter(name, "a time such as 2026-01-31T12:00:00Z");
        return null;
    }

    public DeliveryState? State(string name) => State(Text(name), name);

    public DeliveryState? State(string? text, string name)
    {
        DeliveryState? state = text switch
        {
            "waiting" => DeliveryState.Waiting,
            "delivered" => DeliveryState.Delivered,
            "dead" => DeliveryState.Dead,
            "stale" => DeliveryState.Stale,
            "cancelled" => DeliveryState.Cancelled,
            _ => null,
        };
        if (text is not null && state is null)
        {
            Problem ??= Problems.BadParameter(name, "waiting, delivered, dead, stale or cancelled");
        }

        return state;
    }

    public int Limit()
    {
        if (Text("limit") is not { } text)
        {
            return Limits.PageItemsDefault;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Limits.PageItems)
        {
            return limit;
        }

        Problem ??= Problems.BadParameter("limit", $"a number from 1 to {Limits.PageItems}");
        return Limits.PageItemsDefault;
    }

    public PageRequest Page()
    {
        var limit = Limit();
        if (Text("after") is not { } text)
        {
            return new PageRequest(limit, null);
        }

        if (SortableId.TryParse(text, out var after))
        {
            return new PageRequest(limit, after);
        }

        Problem ??= Problems.BadParameter("after", "the 'next' of the page before");
        return new PageRequest(limit, null);
    }

    /// <summary>The cursor of a list that is numbered.</summary>
    public long? Before()
    {
        if (Text("after") is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
        {
            return before;
        }

        Problem ??= Problems.BadParameter("after", "the 'next' of the page before");
        return null;
    }

    public EventFilter Events() => new()
    {
        Source = Text("source"),
        Type = Text("type"),
        Key = Text("key"),
        State = State("state"),
        Destination = Text("destination"),
        Text = Text("q"),
        From = Moment("from"),
        To = Moment("to"),
    };

    public DeliveryFilter Deliveries() => new()
    {
        Destination = Text("destination"),
        State = State("state"),
        Source = Text("source"),
        Key = Text("key"),
        From = Moment("from"),
        To = Moment("to"),
    };
}
