using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Verification.Listing;

namespace Breakwater.Configuration.Sections;

/// <summary><c>reconcile</c> of a source: how its platform is asked for events whose webhooks never came. Over a preset, only what differs.</summary>
internal static class ReconcileOptions
{
    private const string Preset = "the preset's";
    private static readonly ReconcileSettings Defaults = new() { List = new EventList { Request = "/" } };
    private static readonly Shape<string> Pointer = Shapes.Text("a JSON Pointer such as /data", JsonPointers.MaxLength, JsonPointers.Fault, "^/");

    public static Option<Uri> Url { get; } = new("url", WebAddress.Shape, "Where the platform's API is; a path in it stands before that of each request.")
    { DefaultWords = Preset };

    public static Option<string> Destination { get; } = new(
        "destination", Shapes.Text("the name of a destination", 64), "A destination whose address and headers are used in place of url.");

    public static Option<Secret> Token { get; } = new(
        "token",
        Shapes.Secret("a token of at most 8,192 characters", 8_192, HeaderRules.ValueFault),
        "The token for the platform's API, sent as the preset says; without a preset as Authorization: Bearer.");

    public static Option<IReadOnlyList<Named<Secret>>> Headers { get; } = new(
        "headers",
        Collections.Map(Shapes.Secret("a header's value, 8,192 characters at most", 8_192, HeaderRules.ValueFault), HeaderRules.Names, 50),
        "Headers of each request. Here a name beginning with x- is a header like any other.")
    { Default = [] };

    public static Option<string> Request { get; } = new(
        "request",
        RequestText.Of("a request such as GET /v1/events?created[gte]={since}", ["since", "until"]),
        "The request that lists events; {since} and {until} stand for the times that are asked for.")
    { DefaultWords = Preset };

    public static Option<TimeForm> TimeFormat { get; } = new(
        "timeFormat",
        Shapes.Choice<TimeForm>([("unix", TimeForm.Unix), ("unix-ms", TimeForm.UnixMs), ("rfc3339", TimeForm.Rfc3339)]),
        "How {since} and {until} are written: unix is seconds.")
    { DefaultWords = "the preset's; else unix" };

    public static Option<string> Items { get; } = new("items", Pointer, "Where the answer holds the list of items.")
    { DefaultWords = "the preset's; else the answer is the list" };

    public static Option<Values> Next { get; } = new("next", Collections.Of(NextOptions.Section), "How the next page is asked for.")
    { DefaultWords = "the preset's; else there is one page" };

    public static Option<Values> Event { get; } = new(
        "event", Collections.Of(EventOptions.Section), "What is read in the item itself; the rest is read in the event, as the source says.")
    { DefaultWords = Preset };

    public static Option<string> Detail { get; } = new(
        "detail",
        RequestText.Of("a request such as GET /deliveries/{/id}", [], pointers: true),
        "The request for one item, where the list does not hold it whole; a JSON Pointer in braces stands for what is there in the item. Made for missed items alone.")
    { DefaultWords = Preset };

    public static Option<string> Body { get; } = new("body", Pointer, "Where the item, or its detail, holds what a webhook's body would be.")
    { DefaultWords = "the preset's; else all of it" };

    public static Option<string> EventHeaders { get; } = new("eventHeaders", Pointer, "Where the item, or its detail, holds the headers that the webhook had.")
    { DefaultWords = "the preset's; else none" };

    public static Option<ItemMatch> Match { get; } = new(
        "match",
        Shapes.Choice<ItemMatch>([("id", ItemMatch.Id), ("version", ItemMatch.Version)]),
        "How a known item is told from a missed one: by its id, or, for lists of things, by its key and a version that is no newer than what came.")
    { DefaultWords = "the preset's; else id" };

    public static Option<bool> NewestFirst { get; } = new(
        "newestFirst", Shapes.Flag, "True where the newest items come first: a page that goes back before {since} by the items' time is the last one.")
    { DefaultWords = "the preset's; else false" };

    public static Option<TimeSpan> Since { get; } = new(
        "since", Shapes.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(90)), "How far back the first run looks.")
    { Default = Defaults.Since };

    public static Option<TimeSpan> Overlap { get; } = new(
        "overlap", Shapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(7)), "How far each further run looks back before the end of the last one, for what the platform listed late.")
    { Default = Defaults.Overlap };

    public static Option<TimeSpan> Every { get; } = new(
        "every", Shapes.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), "How often it runs.")
    { Default = Defaults.Every };

    public static Option<double> Rate { get; } = new("rate", Shapes.Rate, "How many requests may begin in a time, evenly spread.") { Default = Defaults.Rate };

    public static Option<TimeSpan> Timeout { get; } = new(
        "timeout", Shapes.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)), "How long one request may take, whole.")
    { Default = Defaults.Timeout };

    public static Option<int> MaxPages { get; } = new(
        "maxPages", Shapes.Integer(1, 100_000), "Pages of one run; beyond it the run fails and says so.")
    { Default = Defaults.MaxPages };

    public static Section Section { get; } = new(
        "reconcile",
        "How a source's platform is asked for the events whose webhooks never came.",
        [
            Url, Destination, Token, Headers, Request, TimeFormat, Items, Next, Event, Detail, Body, EventHeaders, Match, NewestFirst, Since, Overlap, Every, Rate, Timeout,
            MaxPages,
        ]);

    public static ReconcileSettings Compose(Values values, EventList? preset)
    {
        var list = List(values, preset ?? new EventList { Request = "/" });
        List<KeyValuePair<string, Secret>> headers = [.. values.Get(Headers).Select(header => KeyValuePair.Create(header.Name, header.Value))];
        if (values.TryGet(Token, out var token))
        {
            headers.Add(KeyValuePair.Create(list.TokenHeader, new Secret(list.TokenPrefix + token.Reveal())));
        }

        return new ReconcileSettings
        {
            List = list,
            Url = values.TryGet(Url, out var url) ? url : values.Has(Destination) ? null : list.Url,
            Destination = values.TryGet(Destination, out var destination) ? destination : null,
            Headers = headers,
            Since = values.Get(Since),
            Overlap = values.Get(Overlap),
            Every = values.Get(Every),
            Rate = values.Get(Rate),
            Timeout = values.Get(Timeout),
            MaxPages = values.Get(MaxPages),
        };
    }

    private static EventList List(Values values, EventList preset) => preset with
    {
        Request = values.TryGet(Request, out var request) ? RequestText.PathOf(request) : preset.Request,
        TimeForm = values.TryGet(TimeFormat, out var form) ? form : preset.TimeForm,
        Items = values.TryGet(Items, out var items) ? items : preset.Items,
        Next = values.TryGet(Next, out var next) ? NextOptions.Compose(next) : preset.Next,
        Item = EventOptions.Compose(preset.Item, values.TryGet(Event, out var section) ? section : null),
        Detail = values.TryGet(Detail, out var detail) ? RequestText.PathOf(detail) : preset.Detail,
        Body = values.TryGet(Body, out var body) ? body : preset.Body,
        Headers = values.TryGet(EventHeaders, out var headers) ? headers : preset.Headers,
        Match = values.TryGet(Match, out var match) ? match : preset.Match,
        NewestFirst = values.TryGet(NewestFirst, out var newest) ? newest : preset.NewestFirst,
    };
}
