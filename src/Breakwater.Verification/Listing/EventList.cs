namespace Breakwater.Verification.Listing;

/// <summary>
/// How a platform lists what happened, so that events whose webhooks never came can be found: a request, where the items of its answer
/// are, and how the next page is asked for. Data, so that a preset is data.
/// </summary>
public sealed record EventList
{
    /// <summary>Where the platform's API is; null where every customer has an address of its own.</summary>
    public Uri? Url { get; init; }

    /// <summary>Path and query below the address; <c>{since}</c> and <c>{until}</c> stand for the times that are asked for.</summary>
    public required string Request { get; init; }

    /// <summary>How <c>{since}</c> and <c>{until}</c> are written.</summary>
    public TimeForm TimeForm { get; init; }

    /// <summary>A JSON Pointer to the list of items; empty where the answer is the list.</summary>
    public string Items { get; init; } = "";

    /// <summary>How the next page is asked for.</summary>
    public NextPage Next { get; init; } = new();

    /// <summary>
    /// What is read in the item itself. What is not declared here is read in the event, as the source says.
    /// </summary>
    public EventIdentity Item { get; init; } = new();

    /// <summary>Path and query of one item, where the list does not hold it whole; <c>{/pointer}</c> stands for what is there in the item.</summary>
    public string? Detail { get; init; }

    /// <summary>A JSON Pointer, in the item or its detail, to what a webhook's body would be; empty for all of it.</summary>
    public string Body { get; init; } = "";

    /// <summary>A JSON Pointer to a mapping of the headers that the webhook had; null for none.</summary>
    public string? Headers { get; init; }

    /// <summary>True where the newest items come first: a page that ends before the time that is asked for is the last one.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>How a known item is told from a missed one.</summary>
    public ItemMatch Match { get; init; }

    /// <summary>Headers that every request of it has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Send { get; init; } = [];

    /// <summary>The header that carries the token.</summary>
    public string TokenHeader { get; init; } = "Authorization";

    /// <summary>What stands before the token.</summary>
    public string TokenPrefix { get; init; } = "Bearer ";
}

/// <summary>How a time is written in a request.</summary>
public enum TimeForm
{
    /// <summary>Unix seconds.</summary>
    Unix = 0,

    /// <summary>Unix milliseconds.</summary>
    UnixMs = 1,

    /// <summary>RFC 3339, UTC.</summary>
    Rfc3339 = 2,
}

/// <summary>How a known item is told from a missed one.</summary>
public enum ItemMatch
{
    /// <summary>An event of the source has its id.</summary>
    Id = 0,

    /// <summary>An event of the source has its key, and its version or a newer one: for lists of things, where webhooks have ids of their own.</summary>
    Version = 1,
}

/// <summary>How the next page of a list is asked for.</summary>
public sealed record NextPage
{
    /// <summary>The way.</summary>
    public NextKind Kind { get; init; }

    /// <summary>A JSON Pointer: into the answer for a cursor or an address, into the last item for an item. Of a link its relation.</summary>
    public string Place { get; init; } = "";

    /// <summary>The query parameter that carries a cursor or a page's number.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>A JSON Pointer to what is false, null or not there on the last page; null where nothing says so.</summary>
    public string? While { get; init; }

    /// <summary>The number of the first page.</summary>
    public int First { get; init; } = 1;
}

/// <summary>The ways to a next page.</summary>
public enum NextKind
{
    /// <summary>There is one page.</summary>
    None = 0,

    /// <summary>The answer holds a cursor.</summary>
    Cursor = 1,

    /// <summary>The last item holds it.</summary>
    Item = 2,

    /// <summary>Pages are numbered.</summary>
    Page = 3,

    /// <summary>A <c>Link</c> header (RFC 8288) holds the next address.</summary>
    Link = 4,

    /// <summary>The answer holds the next address.</summary>
    Url = 5,
}
