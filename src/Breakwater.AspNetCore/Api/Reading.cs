using System.Globalization;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>Reads texts of a request into filters and pages, and gathers what is wrong with them.</summary>
internal sealed class Reading
{
    private readonly List<string> faults = [];

    /// <summary>All that is wrong, as one problem; null when nothing is.</summary>
    public Problem? Problem => faults.Count == 0 ? null : Problems.Invalid(string.Join("; ", faults));

    public EventFilter Events(EventQuery query) => Between(new EventFilter
    {
        Source = Text("source", query.Source),
        Type = Text("type", query.Type),
        Key = Text("key", query.Key),
        State = State(query.State),
        Destination = Text("destination", query.Destination),
        Text = Text("q", query.Q),
        From = Moment("from", query.From),
        To = Moment("to", query.To),
    });

    public EventFilter Events(ReplayFilter? filter) => filter is null ? new EventFilter() : Events(new EventQuery
    {
        Source = filter.Source,
        Type = filter.Type,
        Key = filter.Key,
        State = filter.State,
        Destination = filter.Destination,
        Q = filter.Q,
        From = filter.From,
        To = filter.To,
    });

    public DeliveryFilter Deliveries(DeliveryQuery query)
    {
        var filter = new DeliveryFilter
        {
            Destination = Text("destination", query.Destination),
            State = State(query.State),
            Source = Text("source", query.Source),
            Key = Text("key", query.Key),
            From = Moment("from", query.From),
            To = Moment("to", query.To),
        };
        Between(filter.From, filter.To);
        return filter;
    }

    public EntityFilter Entities(string type, EntityQuery query) => new()
    {
        Type = type,
        State = Text("state", query.State),
        Drift = Flag("drift", query.Drift),
    };

    public AuditFilter Audit(AuditQuery query) => new() { Actor = Text("actor", query.Actor), Action = Text("action", query.Action) };

    public PageRequest Page(byte list, string? limit, string? after) => new(Limit(limit), After(list, after));

    /// <summary>A time ago, or a moment; null where nothing is said.</summary>
    public DateTimeOffset? Since(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Durations.TryParse(text, out var ago) && ago <= now - DateTimeOffset.UnixEpoch)
        {
            return now - ago;
        }

        if (Moments.TryParse(text, out var moment) && moment <= now)
        {
            return moment;
        }

        faults.Add($"since is a time ago such as 24h or 7d, or {Moments.Form} that is past");
        return null;
    }

    public int Limit(string? text)
    {
        if (text is null)
        {
            return Limits.PageItemsDefault;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Limits.PageItems)
        {
            return limit;
        }

        faults.Add($"limit is a number from 1 to {Limits.PageItems}");
        return Limits.PageItemsDefault;
    }

    public SortableId? After(byte list, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Cursor.TryRead(list, text, out var position))
        {
            return position;
        }

        faults.Add("after is not a cursor of this list: give the next of the page before, as it is");
        return null;
    }

    public double? Pace(JsonElement? given)
    {
        if (given is not { ValueKind: not JsonValueKind.Null } element)
        {
            return null;
        }

        // A number is events a second.
        var text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number => $"{element.GetRawText()}/s",
            _ => "",
        };
        if (Rate.TryParse(text, out var rate))
        {
            return rate;
        }

        faults.Add($"rate is {Rate.Form}");
        return null;
    }

    /// <summary>Destinations by name: each is configured and may still get something new.</summary>
    public IReadOnlyList<string>? Destinations(IReadOnlyList<string>? names, Settings settings)
    {
        if (names is null)
        {
            return null;
        }

        if (names.Count == 0)
        {
            faults.Add("to names no destination: leave it out for today's routes");
        }

        foreach (var name in names)
        {
            if (name is null || !settings.Destinations.TryGetValue(name, out var destination))
            {
                faults.Add("to names a destination that is not configured");
            }
            else if (destination.Retired)
            {
                faults.Add($"the destination {name} is retired and gets nothing new");
            }
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private string? Text(string name, string? text)
    {
        if (text is { Length: > Limits.IdentityLength })
        {
            faults.Add($"{name} has {text.Length} characters; at most {Limits.IdentityLength} are taken");
            return null;
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>True where it stands alone.</summary>
    private bool? Flag(string name, string? text)
    {
        if (text is not (null or "" or "true" or "false"))
        {
            faults.Add($"{name} is true or false");
        }

        return text is null ? null : text != "false";
    }

    private DeliveryState? State(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Words.TryState(text, out var state))
        {
            return state;
        }

        faults.Add($"state is one of {string.Join(", ", Words.States.Select(Words.Of))}");
        return null;
    }

    private DateTimeOffset? Moment(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Moments.TryParse(text, out var moment))
        {
            return moment;
        }

        faults.Add($"{name} is {Moments.Form}");
        return null;
    }

    private EventFilter Between(EventFilter filter)
    {
        Between(filter.From, filter.To);
        return filter;
    }

    private void Between(DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from >= to)
        {
            faults.Add("from lies before to");
        }
    }
}
