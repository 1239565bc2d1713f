using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Sailing;

/// <summary>The network between one process and all destinations, and the destinations at its end, in the weather of the moment.</summary>
internal sealed class Wire(Harbour harbour, Machine machine, Life life) : ITransport
{
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Far = TimeSpan.FromMilliseconds(400);

    private readonly SeededRandom chance = SeededRandom.For(harbour.Course.Seed, "network", life.Strand.Number);

    /// <inheritdoc />
    public async Task<TransportAnswer> SendAsync(TransportRequest request, CancellationToken cancellation)
    {
        var sent = Read(request);
        var about = harbour.Truth.NameOf(sent.Delivery);
        life.Enter("deliver");
        harbour.Say(about, $"{life.Name} sends {sent.Delivery} to {sent.Destination}, attempt {sent.Number}");
        harbour.Tell(new Fact.Begun(sent));
        if (machine.Reach(CutPoint.BeforeRequest))
        {
            await new TaskCompletionSource().Task;
        }

        var answer = await TravelAsync(sent, cancellation);
        Learn(sent, answer, request.Destination);
        life.Leave("deliver");
        harbour.Say(about, $"{life.Name} learns of attempt {sent.Number} of {sent.Delivery}: {answer.Stage} {answer.Status} {answer.Error}");
        harbour.Tell(new Fact.Ended(sent));
        return answer;
    }

    /// <inheritdoc />
    public void Apply(Settings settings)
    {
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Request Read(TransportRequest request)
    {
        var delivery = DeliveryId.TryParse(Value(request.Headers, "breakwater-delivery"), out var id) ? id : default;
        var shard = harbour.Truth.Delivery(delivery)?.Delivery.Shard ?? 0;
        return new Request
        {
            Node = life.Name,
            Destination = request.Destination.Name,
            WebhookId = Value(request.Headers, "webhook-id"),
            Delivery = delivery,
            Number = int.Parse(Value(request.Headers, "breakwater-attempt"), CultureInfo.InvariantCulture),
            Body = request.Body,
            IsCheck = request.Method == "GET",
            BeganAt = harbour.Loop.Now,
            Hold = harbour.Rows.Shards[shard],
        };
    }

    private static string Value(IReadOnlyList<Header> headers, string name) => headers.FirstOrDefault(header => header.Name == name).Value ?? "";

    private async Task<TransportAnswer> TravelAsync(Request sent, CancellationToken cancellation)
    {
        var answered = new TaskCompletionSource<TransportAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var journey = new Travel(answered);
        using var off = cancellation.UnsafeRegister(static journey => ((Travel)journey!).GiveUp(), journey);
        harbour.Loop.After(chance.OneIn(8) ? TimeSpan.Zero : chance.Between(Near, Near * 20), () => Arrive(sent, journey));
        return await answered.Task;
    }

    /// <summary>At the destination.</summary>
    private void Arrive(Request sent, Travel travel)
    {
        if (travel.IsOver || (!life.Strand.IsAlive && chance.OneIn(2)))
        {
            return;
        }

        var mood = Mood(sent.Destination);
        if (mood is not null)
        {
            harbour.Coverage.Note(mood.Kind is TroubleKind.Answers ? $"Answers {mood.Amount}" : mood.Kind.ToString(), "deliver");
        }

        var (answer, late) = Destination.Answer(mood, chance);
        if (sent.IsCheck)
        {
            answer = Destination.Said(answer, harbour.Done.Contains(sent.Delivery));
        }

        if (answer is { Stage: TransportStage.NotSent or TransportStage.Refused })
        {
            harbour.Loop.After(chance.Between(Near, Far), () => travel.Answer(answer));
            return;
        }

        travel.HasBegun = true;
        Act(sent, answer, mood);
        harbour.Say(harbour.Truth.NameOf(sent.Delivery), $"{sent.Destination} has attempt {sent.Number} of {sent.Delivery}");
        if (life.Strand.IsAlive)
        {
            machine.Reach(CutPoint.RequestUnderWay);
        }

        if (answer is not null)
        {
            var wait = late ?? chance.Between(Near, Far);
            harbour.Loop.After(wait, () => Return(answer, travel));
        }
    }

    /// <summary>It acts on what it takes; where no answer comes of it, perhaps.</summary>
    private void Act(Request sent, TransportAnswer? answer, Trouble? mood)
    {
        if (!sent.IsCheck && (mood is null or { Kind: TroubleKind.ResetsAfter or TroubleKind.Slow or TroubleKind.Garbage or TroubleKind.HalfAnswers }))
        {
            harbour.Tell(new Fact.Taken(sent));
        }

        sent.Arrived = true;
        if (!sent.IsCheck && (answer is { Status: >= 200 and <= 299 } || (answer is null or { Stage: TransportStage.Sent } && chance.OneIn(2))))
        {
            harbour.Done.Add(sent.Delivery);
        }
    }

    private void Return(TransportAnswer answer, Travel travel)
    {
        if (!life.Strand.IsAlive || !machine.Reach(CutPoint.AfterRequest))
        {
            travel.Answer(answer);
        }
    }

    private Trouble? Mood(string destination)
    {
        List<Trouble>? moods = null;
        foreach (var trouble in harbour.Active)
        {
            if (trouble.Kind is >= TroubleKind.Refuses and <= TroubleKind.Forbidden && trouble.Target == destination)
            {
                (moods ??= []).Add(trouble);
            }
        }

        return moods?.Find(mood => mood.Passes == 0) ?? (moods is null || chance.OneIn(moods[0].Passes) ? null : chance.Pick(moods));
    }

    private void Learn(Request sent, TransportAnswer answer, DestinationSettings destination)
    {
        sent.EndedAt = harbour.Loop.Now;
        sent.Status = answer.Stage == TransportStage.Answered ? answer.Status : null;
        sent.RetryAfter = int.TryParse(Value(answer.Headers, "Retry-After"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        sent.SaysAbsent = sent.IsCheck && answer is { Stage: TransportStage.Answered, Status: 200, Error: null, Body.IsEmpty: false } && !harbour.Done.Contains(sent.Delivery);
        sent.IsFinal = sent.IsCheck ? answer.Stage == TransportStage.Refused
            : answer.Stage == TransportStage.Refused || sent.Status is >= 200 and <= 399 || (sent.Status is { } status && destination.Permanent.Contains(status));
    }

    /// <summary>A request on its way, which the node may give up.</summary>
    private sealed class Travel(TaskCompletionSource<TransportAnswer> answered)
    {
        public bool HasBegun { get; set; }

        public bool IsOver => answered.Task.IsCompleted;

        public void Answer(TransportAnswer answer) => answered.TrySetResult(answer);

        public void GiveUp() => Answer(HasBegun
            ? new TransportAnswer { Stage = TransportStage.Sent, Error = "sent, and no answer came in time" }
            : new TransportAnswer { Stage = TransportStage.NotSent, Error = "no connection in time" });
    }
}
