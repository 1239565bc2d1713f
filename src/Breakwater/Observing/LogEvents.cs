namespace Breakwater.Observing;

/// <summary>The ids of log events: stable, by range, so that alerts and filters can rely on them. A log method names its id from here.</summary>
internal static class LogEvents
{
    // 1000: receiving
    public const int ArrivalRejected = 1000;
    public const int HandshakeAnswered = 1001;

    // 2000: recording
    public const int EventRecorded = 2000;
    public const int EventDuplicate = 2001;
    public const int RecordingFails = 2002;
    public const int RecordingWorksAgain = 2003;
    public const int RecordingBroke = 2004;
    public const int HandOverBroke = 2005;

    // 3000: delivering
    public const int FetchingFails = 3001;
    public const int SendingBroke = 3002;
    public const int BreakerOpened = 3003;
    public const int BreakerOpenedAgain = 3004;
    public const int BreakerClosed = 3005;
    public const int DestinationPaused = 3006;
    public const int DestinationResumed = 3007;

    // 4000: settling
    public const int DeliveryDelivered = 4000;
    public const int DeliveryRetrying = 4001;
    public const int DeliveryDead = 4002;
    public const int DeliveryCancelled = 4003;
    public const int DeliveryRevived = 4004;
    public const int SettlingFails = 4005;
    public const int SettlingWorksAgain = 4006;
    public const int SettlementRefused = 4007;
    public const int DeliveryHeld = 4008;

    // 5000: replaying, retaining and alerting
    public const int ReplayStarted = 5000;
    public const int ReplayDone = 5001;
    public const int ReplayCancelled = 5002;
    public const int ReplayWaits = 5003;
    public const int ReplayBroke = 5004;
    public const int EventReplayed = 5005;
    public const int EventsPruned = 5010;
    public const int PruningFails = 5011;

    public const int ReconciliationStarted = 5030;
    public const int ReconciliationDone = 5031;
    public const int ReconciliationFailed = 5032;
    public const int ReconciliationWaits = 5033;
    public const int ReconciliationBroke = 5034;
    public const int SchedulingFails = 5035;

    public const int AlertRaised = 5020;
    public const int AlertFails = 5021;

    // 6000: running and configuration
    public const int EngineStarted = 6000;
    public const int EngineStopped = 6001;
    public const int AttemptsInterrupted = 6002;
    public const int ConfigurationApplied = 6003;
    public const int ConfigurationRefused = 6004;
    public const int ConfigurationInvalid = 6005;
    public const int ConfigurationValidAgain = 6006;
    public const int WorkerBroke = 6007;
    public const int ClockWentBack = 6008;
    public const int BringingForwardFails = 6009;

    // 6500: entities
    public const int EntitiesTimedOut = 6500;
    public const int TimingOutFails = 6501;

    // 7000: sharing the work with other nodes
    public const int Joined = 7000;
    public const int ShardsGained = 7001;
    public const int ShardsReleased = 7002;
    public const int ShardsLost = 7003;
    public const int LeaseFails = 7004;
    public const int LeaseWorksAgain = 7005;
}
