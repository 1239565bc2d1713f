using System.Text;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Verification;
using Breakwater.Verification.Listing;

namespace Breakwater.Reconciling;

/// <summary>Reads items of a source's list: compiled once a run. What comes from a platform gives nothing or a fault, never an exception.</summary>
internal sealed class ItemReader
{
    private readonly SourceSettings source;
    private readonly EventList list;
    private readonly IdentityReader item;
    private readonly IdentityReader own;

    public ItemReader(SourceSettings source, EventList list)
    {
        this.source = source;
        this.list = list;
        item = new IdentityReader(list.Item with { IdRequired = true });

        // The hash of a body tells no missed event from a known one: a platform writes its list otherwise than its webhooks.
        own = new IdentityReader(source.Identity with
        {
            Id = [.. source.Identity.Id.Where(place => place.Parts.All(part => part.Kind is not (SelectorKind.BodyHash or SelectorKind.HeaderHash)))],
            IdRequired = true,
        });
    }

    /// <summary>Reads one.</summary>
    public ListItem Read(byte[] bytes)
    {
        var said = item.Read(Request(bytes, []));
        if (list.Detail is null)
        {
            using var document = JsonDocument.Parse(bytes, JsonPlace.Options);
            if (Event(document.RootElement, out var headers) is { } body)
            {
                said = Over(said, own.Read(Request(body, headers)));
            }
        }

        var fault = said.Id is null ? "it has no id" : list.Match == ItemMatch.Version && (said.Key is null || said.Version is null) ? "it has no key and version" : null;
        return new ListItem(bytes, said, EventTime.Parse(said.Time), fault);
    }

    /// <summary>Path and query of the item's detail; null where a part of it is not in the item.</summary>
    public string? DetailOf(ListItem one)
    {
        using var document = JsonDocument.Parse(one.Bytes, JsonPlace.Options);
        var path = new StringBuilder();
        for (var rest = list.Detail!; rest.Length > 0;)
        {
            var (open, close) = (rest.IndexOf('{', StringComparison.Ordinal), rest.IndexOf('}', StringComparison.Ordinal));
            if (open < 0 || close < open)
            {
                return path.Append(rest).ToString();
            }

            if (JsonPlace.Text(JsonPlace.Find(document.RootElement, rest[(open + 1)..close])) is not { } text)
            {
                return null;
            }

            path.Append(rest, 0, open).Append(Uri.EscapeDataString(text));
            rest = rest[(close + 1)..];
        }

        return path.ToString();
    }

    /// <summary>What the webhook would have brought; null with a fault where it is not there.</summary>
    /// <param name="one">The item.</param>
    /// <param name="detail">Its detail, where the list has such.</param>
    /// <param name="by">The run.</param>
    /// <param name="fault">Why there is nothing, in words.</param>
    public Recovery? Recover(ListItem one, ReadOnlyMemory<byte>? detail, ReconciliationId by, out string? fault)
    {
        fault = null;
        try
        {
            using var document = JsonDocument.Parse(detail ?? one.Bytes, JsonPlace.Options);
            if (Event(document.RootElement, out var headers) is { } body)
            {
                return new Recovery { Source = source.Name, By = by, Said = one.Said with { Fault = null }, Headers = headers, Body = body };
            }

            fault = $"there is nothing at {list.Body}";
        }
        catch (JsonException)
        {
            fault = "its detail is no JSON";
        }

        return null;
    }

    private byte[]? Event(JsonElement content, out IReadOnlyList<Header> headers)
    {
        headers = list.Headers is { } place && JsonPlace.Find(content, place) is { ValueKind: JsonValueKind.Object } mapping
            ? [.. mapping.EnumerateObject().Select(line => new Header(line.Name, JsonPlace.Text(line.Value) ?? ""))]
            : [];
        return JsonPlace.Find(content, list.Body) is not { } body ? null
            : body.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(body.GetString()!)
            : JsonPlace.Bytes(body);
    }

    private static IdentityReading Over(IdentityReading first, IdentityReading second) => new(
        first.Id ?? second.Id, first.Type ?? second.Type, first.Key ?? second.Key, first.Version ?? second.Version, first.Time ?? second.Time, null);

    private static SignedRequest Request(byte[] body, IReadOnlyList<Header> headers) => new()
    {
        Method = "POST",
        Url = "/",
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = body,
    };
}
