using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Web;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Tests.Running;

namespace Breakwater.Tests.Reconciling;

/// <summary>A platform's list of events, newest first, that pages as it is told and misbehaves as it is told.</summary>
internal sealed class ListApi
{
    /// <summary>The events, oldest first: id and when it happened.</summary>
    public List<(string Id, long Created)> Events { get; } = [];

    public int PageSize { get; set; } = 2;

    /// <summary>Done before each answer: the list changes while it is read.</summary>
    public Action<int> Before { get; set; } = _ => { };

    /// <summary>Every question, as it came.</summary>
    public List<Uri> Asked { get; } = [];

    public static long Seconds(DateTimeOffset moment) => moment.ToUnixTimeSeconds();

    public void Add(DateTimeOffset at, params IEnumerable<string> ids) => Events.AddRange(ids.Select(id => (id, Seconds(at))));

    public TransportAnswer Answer(PretendNetwork.Request request)
    {
        Asked.Add(request.Url);
        Before(Asked.Count);
        var query = HttpUtility.ParseQueryString(request.Url.Query);
        var newest = Events.AsEnumerable().Reverse().Where(evt => evt.Created >= long.Parse(query["created[gte]"] ?? "0", CultureInfo.InvariantCulture)).ToList();
        var begin = query["starting_after"] is { } after ? newest.FindIndex(evt => evt.Id == after) + 1
            : query["page"] is { } page ? (int.Parse(page, CultureInfo.InvariantCulture) - 1) * PageSize
            : int.Parse(query["cursor"] ?? "0", CultureInfo.InvariantCulture);
        var shown = newest.Skip(begin).Take(PageSize).ToList();
        var more = begin + PageSize < newest.Count;
        var body = $$"""{"object":"list","data":[{{string.Join(',', shown.Select(evt => Text(evt.Id, evt.Created)))}}],"has_more":{{(more ? "true" : "false")}},"next":{{(more ? $"\"{begin + PageSize}\"" : "null")}}}""";
        return PretendNetwork.Status(200, new Header("Link", $"<{request.Url.GetLeftPart(UriPartial.Path)}?cursor={begin + PageSize}>; rel=\"{(more ? "next" : "last")}\"")) with
        {
            Body = Encoding.UTF8.GetBytes(body),
        };
    }

    /// <summary>An event as the list and the webhook show it: spaces included.</summary>
    public static string Text(string id, long created) =>
        $$$$"""{"id": {{{{JsonSerializer.Serialize(id)}}}}, "type":"order.paid", "created":{{{{created.ToString(CultureInfo.InvariantCulture)}}}}, "data":{"object":{"id":"k"}}}""";
}
