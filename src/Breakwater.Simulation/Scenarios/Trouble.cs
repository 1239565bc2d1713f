namespace Breakwater.Simulation.Scenarios;

/// <summary>One piece of weather, or of what people do meanwhile.</summary>
internal sealed record Trouble
{
    public required TroubleKind Kind { get; init; }

    /// <summary>When it begins.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>How long it lasts; for a node that ends, when it is started again.</summary>
    public TimeSpan For { get; init; }

    /// <summary>Whom it meets, where it meets a node.</summary>
    public int Node { get; init; }

    /// <summary>Whom it meets, where it meets a destination.</summary>
    public string Target { get; init; } = "";

    /// <summary>A status, seconds, a number of steps: as the kind has it.</summary>
    public int Amount { get; init; }

    /// <summary>Where a node is killed.</summary>
    public CutPoint Point { get; init; }

    /// <summary>Of a destination: one request in so many goes through all the same; 0 for none.</summary>
    public int Passes { get; init; } = 8;
}

/// <summary>What can go wrong, and what people can do.</summary>
internal enum TroubleKind
{
    /// <summary>A node ends without a word.</summary>
    Kill,

    /// <summary>A node is asked to stop, with a grace of <see cref="Trouble.Amount"/> seconds.</summary>
    Stop,

    /// <summary>A node stands still.</summary>
    Pause,

    /// <summary>The clock on a node's wall jumps by so many seconds.</summary>
    ClockJump,

    /// <summary>The store refuses everything.</summary>
    StoreFails,

    /// <summary>The store takes its time.</summary>
    StoreSlow,

    /// <summary>The store commits, and the answer is lost, once in a few times.</summary>
    StoreLosesAnswers,

    /// <summary>One node does not get through to the store.</summary>
    StoreCut,

    /// <summary>Nodes do not hear what others tell.</summary>
    Deaf,

    /// <summary>A destination takes no connection.</summary>
    Refuses,

    /// <summary>A destination breaks off before anything took effect.</summary>
    ResetsBefore,

    /// <summary>A destination breaks off after it took effect.</summary>
    ResetsAfter,

    /// <summary>A destination never answers.</summary>
    Silent,

    /// <summary>A destination answers late.</summary>
    Slow,

    /// <summary>A destination answers with the status <see cref="Trouble.Amount"/>.</summary>
    Answers,

    /// <summary>A destination asks to be left alone for so many seconds.</summary>
    TooMany,

    /// <summary>A destination answers what is no HTTP.</summary>
    Garbage,

    /// <summary>A destination answers 200 and breaks off in the body.</summary>
    HalfAnswers,

    /// <summary>A destination moved to an address that may not be called.</summary>
    Forbidden,

    /// <summary>Somebody retries a delivery.</summary>
    Retry,

    /// <summary>Somebody gives a delivery up.</summary>
    Cancel,

    /// <summary>Somebody sends an event again.</summary>
    Replay,

    /// <summary>Somebody sends many events again.</summary>
    BulkReplay,

    /// <summary>Somebody changes the configuration.</summary>
    Reload,

    /// <summary>Somebody pauses a destination, and resumes it afterwards.</summary>
    Halt,
}

/// <summary>Where in the journey a node is killed.</summary>
internal enum CutPoint
{
    /// <summary>After so many steps, whatever they are.</summary>
    AnyStep,

    /// <summary>Before the commit of arrivals.</summary>
    BeforeRecord,

    /// <summary>After it, before its answer.</summary>
    AfterRecord,

    /// <summary>After the answer, before it is sent to the platform.</summary>
    BeforeAnswer,

    /// <summary>Before a request leaves.</summary>
    BeforeRequest,

    /// <summary>When it took effect.</summary>
    RequestUnderWay,

    /// <summary>When its answer is there.</summary>
    AfterRequest,

    /// <summary>Before the commit of settlements.</summary>
    BeforeSettle,

    /// <summary>After it, before its answer.</summary>
    AfterSettle,

    /// <summary>While it starts.</summary>
    Starting,

    /// <summary>Before a step of a replay is committed.</summary>
    BeforeReplayStep,

    /// <summary>After it.</summary>
    AfterReplayStep,
}
