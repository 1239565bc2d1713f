using Breakwater.Configuration;

namespace Breakwater.Delivering;

/// <summary>What an attempt told about its destination as a whole.</summary>
internal enum EchoKind
{
    /// <summary>Nothing: no request was made.</summary>
    None = 0,

    /// <summary>It answers: a 2xx, or a no that is about this event (4xx, a 5xx that the configuration calls permanent).</summary>
    Alive = 1,

    /// <summary>It answers, and it was too much: 429.</summary>
    Busy = 2,

    /// <summary>It fails because it was too much: 503.</summary>
    Overloaded = 3,

    /// <summary>It fails by not answering in time.</summary>
    Late = 4,

    /// <summary>It fails: no connection, a connection that broke, another 5xx.</summary>
    Down = 5,
}

/// <summary>What an attempt told about its destination as a whole: its breaker and its pace go by it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Took">How long the request took.</param>
/// <param name="At">When it ended.</param>
/// <param name="HoldUntil">Until when the whole destination asked to be left alone, or null.</param>
internal readonly record struct Echo(EchoKind Kind, TimeSpan Took, DateTimeOffset At, DateTimeOffset? HoldUntil)
{
    /// <summary>When the request began.</summary>
    public DateTimeOffset BeganAt => At - Took;

    /// <summary>True where the destination as a whole failed.</summary>
    public bool IsFailure => Kind is EchoKind.Overloaded or EchoKind.Late or EchoKind.Down;

    /// <summary>True where the destination could not take as much as it got.</summary>
    public bool IsTooMuch => Kind is EchoKind.Busy or EchoKind.Overloaded or EchoKind.Late;

    /// <summary>What the answer to one request tells.</summary>
    public static EchoKind KindOf(TransportAnswer answer, TimeSpan took, DestinationSettings destination) => answer.Stage switch
    {
        TransportStage.Refused => EchoKind.None,
        TransportStage.NotSent => EchoKind.Down,
        TransportStage.Sent => took >= destination.Timeout ? EchoKind.Late : EchoKind.Down,
        _ => answer.Status switch
        {
            429 => EchoKind.Busy,
            503 => EchoKind.Overloaded,
            >= 500 when !destination.Permanent.Contains(answer.Status) => EchoKind.Down,
            _ => EchoKind.Alive,
        },
    };
}
