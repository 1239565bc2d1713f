namespace Breakwater.Model;

/// <summary>
/// A call as an event, so that everything that holds for events holds for calls. Its request line stands before its headers under names
/// that no header can have (HTTP/2 writes it the same way), so an event says everything that is needed to make the call, in every store
/// and in every export.
/// </summary>
internal static class CallEvent
{
    /// <summary>The source that calls and their ends come from.</summary>
    public const string Source = "calls";

    /// <summary>The type of a call.</summary>
    public const string Requested = "call.requested";

    /// <summary>The type of the event that tells of a call that was answered with success.</summary>
    public const string Completed = "call.completed";

    /// <summary>The type of the event that tells of a call that was given up.</summary>
    public const string Failed = "call.failed";

    /// <summary>The header that says that the kept body is not the whole one, with how many bytes are kept.</summary>
    public const string CutHeader = "breakwater-body-cut";

    private const string Method = ":method";
    private const string Destination = ":authority";
    private const string Path = ":path";
    private const string IdempotencyField = ":idempotency-key";
    private const string Reply = ":reply";

    /// <summary>The event of a call.</summary>
    public static Event Of(CallRequest call, CallId id, DateTimeOffset now, string? trace)
    {
        var headers = new List<Header>(call.Headers.Count + 5)
        {
            new(Method, call.Method), new(Destination, call.Destination), new(Path, call.Path),
        };
        AddTo(headers, IdempotencyField, call.IdempotencyField);
        AddTo(headers, Reply, call.Reply);
        headers.AddRange(call.Headers);
        return new Event
        {
            Id = id.Event,
            Source = Source,
            Type = Requested,
            IdempotencyId = call.IdempotencyKey ?? id.ToString(),
            Key = call.Key,
            ReceivedAt = now,
            Headers = headers,
            Body = call.Body,
            TraceParent = trace,
        };
    }

    /// <summary>True for the event of a call.</summary>
    public static bool IsCall(Event evt) => evt.Source == Source && evt.Headers.Count > 0 && evt.Headers[0].Name == Method;

    /// <summary>Reads the call that an event is; null when it is none.</summary>
    public static CallRequest? Read(Event evt)
    {
        if (!IsCall(evt))
        {
            return null;
        }

        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = 0;
        for (; lines < evt.Headers.Count && evt.Headers[lines].Name.StartsWith(':'); lines++)
        {
            // What was imported may say something twice: then the first counts.
            own.TryAdd(evt.Headers[lines].Name, evt.Headers[lines].Value);
        }

        return new CallRequest
        {
            Destination = own.GetValueOrDefault(Destination, ""),
            Method = own[Method],
            Path = own.GetValueOrDefault(Path, ""),
            Headers = [.. evt.Headers.Skip(lines)],
            Body = evt.Body,
            Key = evt.Key,
            IdempotencyKey = evt.IdempotencyId == IdOf(evt).ToString() ? null : evt.IdempotencyId,
            IdempotencyField = own.GetValueOrDefault(IdempotencyField),
            Reply = own.GetValueOrDefault(Reply),
            TraceParent = evt.TraceParent,
        };
    }

    /// <summary>The id of the call that an event is.</summary>
    public static CallId IdOf(Event evt) => new(evt.Id.Value);

    /// <summary>A delivery of the call with its attempts, as people see it; null when the event is no call.</summary>
    /// <param name="evt">The event.</param>
    /// <param name="delivery">The delivery that counts.</param>
    /// <param name="last">Its last attempt.</param>
    /// <param name="instead">The answer that took the platform's place, where one did.</param>
    public static Call? View(Event evt, Delivery delivery, Attempt? last, CallAnswer? instead = null)
    {
        if (Read(evt) is not { } request)
        {
            return null;
        }

        return new Call
        {
            Id = IdOf(evt),
            Request = request,
            CreatedAt = evt.ReceivedAt,
            Delivery = delivery,
            Answer = delivery.State == DeliveryState.Delivered ? Own(delivery, last) : instead ?? Own(delivery, last),
            Fallback = delivery.Fallback,
        };
    }

    /// <summary>True when two calls are the same request: method, destination, path, body, and how the body is to be read.</summary>
    public static bool IsSame(CallRequest one, CallRequest other) =>
        one.Method == other.Method
        && one.Destination == other.Destination
        && one.Path == other.Path
        && one.Key == other.Key
        && one.Reply == other.Reply
        && SameLine("Content-Type", one, other)
        && SameLine("Content-Encoding", one, other)
        && one.Body.Span.SequenceEqual(other.Body.Span);

    private static CallAnswer? Own(Delivery delivery, Attempt? last) =>
        delivery.State != DeliveryState.Waiting && last is { Status: not null, Outcome: not Outcome.Ambiguous } ? AnswerOf(last) : null;

    /// <summary>What an attempt was answered.</summary>
    public static CallAnswer AnswerOf(Attempt last) => new()
    {
        Status = last.Status ?? 0,
        Headers = [.. last.ResponseHeaders.Where(header => !IsCut(header))],
        Body = last.ResponseBody,
        Cut = last.ResponseHeaders.Any(IsCut),
    };

    private static bool IsCut(Header header) => header.Name == CutHeader;

    private static bool SameLine(string name, CallRequest one, CallRequest other) => Line(name, one) == Line(name, other);

    private static string Line(string name, CallRequest call) =>
        string.Join(",", call.Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.Trim()));

    private static void AddTo(List<Header> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add(new Header(name, value));
        }
    }
}
