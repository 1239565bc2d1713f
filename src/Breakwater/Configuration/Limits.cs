namespace Breakwater.Configuration;

/// <summary>Every bound of the program in one page, each with its unit and with what happens when it is reached.</summary>
public static class Limits
{
    /// <summary>Arrivals that may wait for their commit; beyond it the door answers 503.</summary>
    public const int ArrivalsWaiting = 8_192;

    /// <summary>Bytes of bodies that may wait for their commit; beyond it the door answers 503.</summary>
    public const long ArrivalBytesWaiting = 128L * 1024 * 1024;

    /// <summary>Arrivals in one group commit; the rest go into the next.</summary>
    public const int ArrivalsPerCommit = 512;

    /// <summary>Settlements that may wait for their commit; beyond it senders wait.</summary>
    public const int SettlementsWaiting = 8_192;

    /// <summary>Settlements in one group commit; the rest go into the next.</summary>
    public const int SettlementsPerCommit = 1_024;

    /// <summary>Parts that the work is divided into where several nodes share a store: more nodes than these have nothing to send.</summary>
    public const int Shards = 64;

    /// <summary>Deliveries of one destination held in memory; the rest wait in the store.</summary>
    public const int LineDeliveries = 1_024;

    /// <summary>Bytes of bodies of one destination held in memory; the rest wait in the store.</summary>
    public const long LineBytes = 8L * 1024 * 1024;

    /// <summary>Bytes of bodies of all destinations held in memory; the rest wait in the store.</summary>
    public const long AllLinesBytes = 96L * 1024 * 1024;

    /// <summary>Bytes of an answer that are read; the rest is not, and the connection is closed.</summary>
    public const int AnswerBytesRead = 64 * 1024;

    /// <summary>Bytes of an answer's body that are kept with the attempt.</summary>
    public const int AnswerBytesKept = 8 * 1024;

    /// <summary>Bytes of a transformed body that are kept with the attempt that sent it; the rest is cut.</summary>
    public const int SentBytesKept = 16 * 1024;

    /// <summary>Bytes of a call's body; a larger one is refused with 413.</summary>
    public const int CallBody = 4 * 1024 * 1024;

    /// <summary>Answers of calls beyond <see cref="AnswerBytesKept"/> that may wait for their commit; beyond it senders wait.</summary>
    public const int LargeAnswersWaiting = 64;

    /// <summary>Requests that may wait for calls to end; a further one is answered at once, with the call as it stands.</summary>
    public const int CallsWaitedFor = 1_024;

    /// <summary>How long a request may wait for a call to end; a longer wish is cut to this, and the answer says so.</summary>
    public static readonly TimeSpan CallWait = TimeSpan.FromMinutes(1);

    /// <summary>How long the proxy waits for a call to end where the request says nothing.</summary>
    public static readonly TimeSpan CallWaitDefault = TimeSpan.FromSeconds(20);

    /// <summary>Characters of the last error that are kept with a delivery; the rest is cut. The attempt has it whole.</summary>
    public const int LastErrorLength = 1_024;

    /// <summary>Deliveries of one event that a list of events shows; the event itself shows all.</summary>
    public const int DeliveriesInList = 20;

    /// <summary>Rejections that are remembered; the oldest is forgotten.</summary>
    public const int Rejections = 1_000;

    /// <summary>Notices that the live stream can resume over; who is further behind is told that there is a gap.</summary>
    public const int FeedNotices = 4_096;

    /// <summary>Readers of the live stream; beyond it 503.</summary>
    public const int FeedReaders = 256;

    /// <summary>Keys of platforms that are kept; beyond it one that was none, or the oldest, is forgotten.</summary>
    public const int PublishedKeys = 256;

    /// <summary>Keys of platforms that are fetched at once; beyond it the door answers 503.</summary>
    public const int KeyFetches = 4;

    /// <summary>Keys of platforms that are fetched in a minute; beyond it the door answers 503 to what needs another.</summary>
    public const int KeyFetchesPerMinute = 30;

    /// <summary>The greatest length of an idempotency id, type, key or version; longer ones are refused with 422.</summary>
    public const int IdentityLength = 1_024;

    /// <summary>Bytes of all headers of a request at the door; beyond it 431.</summary>
    public const int HeaderBytes = 32 * 1024;

    /// <summary>Header lines of a request at the door; beyond it 431.</summary>
    public const int HeaderLines = 100;

    /// <summary>The time in which a request's headers must have come whole; beyond it 408.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The time in which a request's body must have come whole; beyond it 408.</summary>
    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Connections at the ingress listener; beyond it new ones are refused.</summary>
    public const int Connections = 10_000;

    /// <summary>Items of a list answer, at most.</summary>
    public const int PageItems = 500;

    /// <summary>Items of a list answer where none is asked for.</summary>
    public const int PageItemsDefault = 50;

    /// <summary>Bulk replays that go on at once; further ones wait for their turn.</summary>
    public const int ReplaysAtOnce = 4;

    /// <summary>Events in one step of a bulk replay, at most: one commit.</summary>
    public const int ReplayStepEvents = 128;

    /// <summary>Bytes of bodies in one step of a bulk replay, about; larger steps are halved.</summary>
    public const long ReplayStepBytes = 8L * 1024 * 1024;

    /// <summary>Reconciliations that go on at once; further ones wait for their turn.</summary>
    public const int ReconciliationsAtOnce = 4;

    /// <summary>Bytes of one answer of a platform that is asked what is true; a larger one fails the run, with what to do.</summary>
    public const int ReconciliationPageBytes = 16 * 1024 * 1024;

    /// <summary>Ids that a run remembers to tell what a list repeats; beyond it a repeated item may be counted twice, and is recorded once.</summary>
    public const int ReconciliationIds = 100_000;

    /// <summary>What was missed or failed that a run names; the rest is counted.</summary>
    public const int ReconciliationItems = 500;

    /// <summary>Alerts that may wait to be recorded; a further one is a notice and a line of the log only.</summary>
    public const int AlertsWaiting = 256;

    /// <summary>Events that retention removes in one commit; between two commits the writer is free for others.</summary>
    public const int PrunedPerCommit = 200;

    /// <summary>Deliveries that are brought forward in one commit after the clock went back; the rest follow in further ones.</summary>
    public const int ForwardedPerCommit = 1_000;

    /// <summary>Events that may wait in one entity for what comes before them; further ones are conflicts.</summary>
    public const int EntityEarly = 100;

    /// <summary>Events of an entity's history that are shown; of a longer one the newest.</summary>
    public const int EntityHistory = 1_000;

    /// <summary>Entities whose waiting events run out of time in one commit; the rest follow in further ones.</summary>
    public const int EntitiesPerCommit = 100;

    /// <summary>How deep JSON may nest before a pointer into it cannot be read.</summary>
    public const int JsonDepth = 128;

    /// <summary>How long attempts under way may go on after a request to stop.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(25);
}
