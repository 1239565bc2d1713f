using System.Text.Json;
using Breakwater.Model;
using Breakwater.Verification.Listing;

namespace Breakwater.Reconciling;

/// <summary>One page of a platform's list: its items as they stood there, and what the next page is asked with. Pure.</summary>
/// <param name="Items">The items, byte for byte.</param>
/// <param name="Next">The cursor or address of the next page; empty where pages are numbered. Null on the last page.</param>
/// <param name="Fault">Why it can't be read, in words; null when it can.</param>
internal sealed record ListPage(IReadOnlyList<byte[]> Items, string? Next, string? Fault)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="list">How the platform lists.</param>
    /// <param name="address">Where it was asked.</param>
    public static ListPage Read(ReadOnlyMemory<byte> body, IReadOnlyList<Header> headers, EventList list, Uri address)
    {
        try
        {
            using var document = JsonDocument.Parse(body, JsonPlace.Options);
            return JsonPlace.Find(document.RootElement, list.Items) is { ValueKind: JsonValueKind.Array } items
                ? Read(document.RootElement, items, headers, list.Next, address)
                : Broken(list.Items.Length == 0 ? "the answer is no list" : $"there is no list at {list.Items} of the answer");
        }
        catch (JsonException)
        {
            return Broken("the answer is no JSON");
        }
    }

    private static ListPage Read(JsonElement root, JsonElement list, IReadOnlyList<Header> headers, NextPage next, Uri address)
    {
        byte[][] items = [.. list.EnumerateArray().Select(JsonPlace.Bytes)];
        if (next.While is { } more && JsonPlace.Find(root, more) is not { ValueKind: not (JsonValueKind.False or JsonValueKind.Null) })
        {
            return new ListPage(items, null, null);
        }

        string? fault = null;
        var following = next.Kind switch
        {
            NextKind.Cursor => JsonPlace.Text(JsonPlace.Find(root, next.Place)),
            NextKind.Item => items.Length == 0 ? null : JsonPlace.Text(JsonPlace.Find(list[items.Length - 1], next.Place)),
            NextKind.Page => items.Length == 0 ? null : "",
            NextKind.Link => LinkOf(headers, next.Place) is { } link ? ListAddress.Following(address, link, out fault) : null,
            NextKind.Url => JsonPlace.Text(JsonPlace.Find(root, next.Place)) is { } url ? ListAddress.Following(address, url, out fault) : null,
            _ => null,
        };
        return fault is null ? new ListPage(items, following, null) : Broken(fault);
    }

    private static ListPage Broken(string fault) => new([], null, fault);

    /// <summary>The target of the first link of a relation (RFC 8288).</summary>
    private static string? LinkOf(IReadOnlyList<Header> headers, string relation)
    {
        foreach (var header in headers.Where(header => header.Name.Equals("Link", StringComparison.OrdinalIgnoreCase)))
        {
            var rest = header.Value;
            for (var open = rest.IndexOf('<', StringComparison.Ordinal); open >= 0; open = rest.IndexOf('<', StringComparison.Ordinal))
            {
                var close = rest.IndexOf('>', open);
                if (close < 0)
                {
                    break;
                }

                var target = rest[(open + 1)..close];
                var end = rest.IndexOf('<', close);
                var parameters = end < 0 ? rest[(close + 1)..] : rest[(close + 1)..end];
                if (Has(parameters, relation))
                {
                    return target;
                }

                rest = rest[(close + 1)..];
            }
        }

        return null;
    }

    private static bool Has(string parameters, string relation) => parameters.Split(';', ',').Select(part => part.Trim())
        .Where(part => part.StartsWith("rel=", StringComparison.OrdinalIgnoreCase))
        .Any(part => part[4..].Trim('"').Split(' ').Contains(relation, StringComparer.OrdinalIgnoreCase));
}
