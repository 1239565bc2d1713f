namespace Breakwater.Simulation.Tests;

/// <summary>The engine, broken on purpose in one place.</summary>
/// <param name="Name">What it does then.</param>
/// <param name="File">The file, below <c>src/Breakwater</c>.</param>
/// <param name="Find">What is there, once.</param>
/// <param name="Replacement">What is put there instead.</param>
/// <param name="Promises">The promises that may be the first to break.</param>
/// <param name="Within">In how many scenarios the judge must object.</param>
public sealed record Mutation(string Name, string File, string Find, string Replacement, string Promises, int Within = 1_000)
{
    /// <summary>Those that the judge must catch. One that survives is a hole in the judge.</summary>
    public static IReadOnlyList<Mutation> Seen { get; } =
    [
        new(
            "acknowledges before the commit",
            "Recording/Recorder.cs",
            "            var receipts = await store.RecordAsync(recordings, CancellationToken.None);",
            """
            for (var index = 0; index < recordings.Length; index++)
            {
                group[index].Answer(RecordResult.Committed(new Model.Receipt(recordings[index].Event.Id, Duplicate: false)));
            }

            var receipts = await store.RecordAsync(recordings, CancellationToken.None);
            """,
            "P1 P2"),
        new(
            "takes a duplicate for a new event",
            "Recording/Recorder.cs",
            "if (!receipts[index].Duplicate && recordings[index].Deliveries.Count > 0)",
            "if (recordings[index].Deliveries.Count > 0)",
            "P3"),
        new(
            "answers with the receipt of another event of the group",
            "Recording/Recorder.cs",
            "group[index].Answer(RecordResult.Committed(receipts[index]));",
            "group[index].Answer(RecordResult.Committed(receipts[^(index + 1)]));",
            "P2"),
        new(
            "tries again what the destination refused for good",
            "Settling/NextStep.cs",
            "            case Outcome.Permanent:\n                return Dead(judgement.Because);\n",
            "",
            "P9"),
        new(
            "takes silence for success",
            "Settling/Classification.cs",
            "new Judgement(Outcome.Ambiguous, null, exchange.Error",
            "new Judgement(Outcome.Success, null, exchange.Error",
            "P4"),
        new(
            "gives up one attempt too early",
            "Settling/NextStep.cs",
            "if (run.Attempt >= most)",
            "if (run.Attempt >= most - 1)",
            "P4"),
        new(
            "does not leave a destination alone that asked for it",
            "Settling/NextStep.cs",
            "var hold = judgement.Status is 429 or 503 && capped > TimeSpan.Zero ? now + capped : null;",
            "DateTimeOffset? hold = null;",
            "P9"),
        new(
            "tries again at once, whatever the plan says",
            "Storage/Settlement.cs",
            "public DateTimeOffset? NextAttemptAt { get; init; }",
            "public DateTimeOffset? NextAttemptAt { get => field is null ? null : At; init; }",
            "P9"),
        new(
            "sends as much at once as there is",
            "Delivering/Line.cs",
            "return Math.Max(1, (int)(sender.Destination.Concurrency * part));",
            "return 64;",
            "P7"),
        new(
            "forgets a delivery before its settlement is committed",
            "Running/Attempting.cs",
            "        return new Echo(",
            "        abandon(due.Delivery);\n        return new Echo(",
            "P9 P10 P4 P8"),
        new(
            "believes an offer that is older than a fetch",
            "Delivering/LineState.cs",
            " || id.CompareTo(newestFetched) <= 0\n",
            "\n",
            "P4 P9 P2"),
        new(
            "begins an attempt though its lease may be over",
            "Sharing/Tenure.cs",
            "if (now.Shards.Contains(shard) && IsValid)",
            "if (now.Shards.Contains(shard))",
            "P10 P4 P2"),
        new(
            "does not notice that its shards went to others",
            "Sharing/Membership.cs",
            "        Lose(Lost(table));\n",
            "",
            "P10 P4 P8"),
    ];

    /// <summary>Those that nobody has seen caught yet: one that is moves up, one that survives asks for a better judge.</summary>
    public static IReadOnlyList<Mutation> Further { get; } =
    [
        new(
            "drops a settlement that the store refused to commit",
            "Settling/Settler.cs",
            "                await Task.Delay(Pause(failures), clock, abandon);",
            "                return SettleReceipt.Plain;",
            "P9 P8 P4"),
        new(
            "takes from a fetch what was settled while it ran",
            "Delivering/LineState.cs",
            "if (!held.ContainsKey(id) && !leftDuringFetch.Contains(id))",
            "if (!held.ContainsKey(id))",
            "P4 P9"),
        new(
            "does not notice a clock that went back",
            "Running/ClockWatch.cs",
            "if (back > Noise && !ended)",
            "if (back > TimeSpan.MaxValue && !ended)",
            "P4"),
        new(
            "makes two deliveries of one in a replay",
            "Replaying/ReplayRun.cs",
            "            deliveries.AddRange(made);",
            "            deliveries.AddRange(made);\n            deliveries.AddRange(parts.Plan(evt, replay.To).Deliveries(evt, parts.Ids, now, parts.Shard(), replay.Id));",
            "P3"),
        new(
            "settles under the epoch of now, and not of the attempt",
            "Running/Attempting.cs",
            "            Epoch = epoch,\n            Ordered",
            "            Epoch = tenure.Share.EpochOf(due.Delivery.Shard),\n            Ordered",
            "P10",
            20_000),
        new(
            "does not look for what was committed though the store said that it was not",
            "Running/ClockWatch.cs",
            "                await FindAsync(stop);\n",
            "",
            "P4"),
        new(
            "takes shards over and leaves what waits there to the clock of their last owner",
            "Running/Members.cs",
            "            await composition.Watch.BoundAsync(composition.InForce.Settings, cancellation);\n",
            "",
            "P4"),
        new(
            "repeats a step of a replay that may have been committed",
            "Replaying/ReplayRun.cs",
            "                inDoubt = true;\n",
            "",
            "P3"),
        new(
            "sends a body that lacks its last byte",
            "Delivering/Sender.cs",
            "Body = due.Event.Body }",
            "Body = due.Event.Body[..^1] }",
            "P11"),
        new(
            "keeps no status of an attempt",
            "Running/Attempting.cs",
            "        Status = judgement.Status,",
            "        Status = null,",
            "P8"),
        new(
            "sends a shard back while attempts on it are under way",
            "Sharing/Membership.cs",
            "tenure.AtRest(leaving) : leaving;",
            "leaving : leaving;",
            "P10"),
        new(
            "takes what goes in order for what has the turn",
            "Recording/Recorder.cs",
            "committed(AsCommitted(recordings[index], receipts[index].Ordered));",
            "committed(recordings[index]);",
            "P5 P6"),
        new(
            "sends in no order what should go in one",
            "Routing/Plan.cs",
            "stop.Order == DeliveryOrder.None ? null : Turn.Of(evt, stop.Order, stop.OnDead, forced)",
            "default(Turn)",
            "P5 P6"),
        new(
            "lets one of a key through while another is under way",
            "Delivering/KeyGate.cs",
            "if (!turnedAway.TryAdd(turn.Line, false))",
            "if (!turnedAway.TryAdd(turn.Line, false) && turnedAway.Count == 0)",
            "P5",
            4_000),
        new(
            "takes no version for older than another",
            "Model/VersionRank.cs",
            "AreComparable(rank, than) && string.CompareOrdinal(rank, than) < 0",
            "false",
            "P6 P5"),
        new(
            "compares versions as texts",
            "Model/VersionRank.cs",
            "OfNumber(text) ?? OfTime(text)",
            "\"n\" + text",
            "P5 P6"),
        new(
            "sends to a destination that is paused",
            "Delivering/Gate.cs",
            "return PausedSince is not null || HoldUntil is not null || tripped;",
            "return HoldUntil is not null || tripped;",
            "P9"),
        new(
            "forgets at a start what is paused",
            "Running/Lifetime.cs",
            "        await composition.Pauses.ReadAsync(cancellation);\n",
            "",
            "P9",
            4_000),
        new(
            "lets two probes through",
            "Delivering/Breaker.cs",
            "return Phase == BreakerPhase.Open || (Phase == BreakerPhase.Probing && probe is not null);",
            "return Phase == BreakerPhase.Open;",
            "P9"),
        new(
            "never leaves a destination alone that fails",
            "Delivering/Breaker.cs",
            "counts[Failures] >= settings.Failures * counts[Attempts] ? Open(echo.At) : null",
            "counts[Failures] > counts[Attempts] ? Open(echo.At) : null",
            "P9"),
        new(
            "does not look into the store when it starts",
            "Running/Lifetime.cs",
            "        composition.Dispatcher.Expect(backlogs);\n",
            "",
            "P4"),
    ];

    /// <inheritdoc />
    public override string ToString() => Name;
}
