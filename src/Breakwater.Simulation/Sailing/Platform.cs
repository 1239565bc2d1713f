using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;
using Breakwater.Verification;

namespace Breakwater.Simulation.Sailing;

/// <summary>The platforms that send: they send again when nobody asked, try again when they are not answered 2xx, and drop in the end.</summary>
internal sealed class Platform(Harbour harbour)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HashSet<Posting> acknowledged = new(ReferenceEqualityComparer.Instance);
    private readonly SeededRandom chance = SeededRandom.For(harbour.Course.Seed, "platform");

    /// <summary>Plans everything that is sent.</summary>
    public void Plan()
    {
        foreach (var posting in harbour.Course.Postings)
        {
            foreach (var at in posting.Copies.Prepend(TimeSpan.Zero))
            {
                harbour.Loop.After(posting.At + at, () => Send(posting, retry: 0));
            }
        }
    }

    private void Send(Posting posting, int retry)
    {
        var life = chance.Pick(harbour.Machines).Life;
        var sending = new Sending(posting, retry);
        if (life is not { IsUp: true })
        {
            Again(sending);
            return;
        }

        harbour.Say(posting.Id, $"{posting.Source} sends {posting.Id} to {life.Name}");
        harbour.Loop.After(Patience, () => Again(sending));
        life.Serve(Arrival(posting), reception => Hear(sending, reception, life));
    }

    private void Hear(Sending sending, Reception? reception, Life life)
    {
        var posting = sending.Posting;
        switch (reception)
        {
            case Reception.Refused refused:
                harbour.Tell(new Fact.Refused(posting, refused));
                break;
            case Reception.Recorded recorded:
                acknowledged.Add(posting);
                harbour.Say(posting.Id, $"{life.Name} answers {posting.Id} with {recorded.AnswerStatus}: {recorded.Receipt}");
                harbour.Tell(new Fact.Acknowledged(posting, posting.Request.Body, recorded.Receipt, life.Name));

                // The answer may be lost on its way.
                if (sending.IsOver || !chance.OneIn(20))
                {
                    sending.IsOver = true;
                    return;
                }

                break;
        }

        Again(sending);
    }

    /// <summary>It failed, or its time is over: it is tried again, or dropped in the end.</summary>
    private void Again(Sending sending)
    {
        if (sending.IsOver)
        {
            return;
        }

        sending.IsOver = true;
        if (sending.Retry < sending.Posting.Retries.Count)
        {
            harbour.Loop.After(sending.Posting.Retries[sending.Retry], () => Send(sending.Posting, sending.Retry + 1));
        }
        else if (!acknowledged.Contains(sending.Posting))
        {
            harbour.Tell(new Fact.Dropped(sending.Posting));
        }
    }

    /// <summary>Signed when it leaves, as its platform does it; one whose source cannot be signed for goes as it is.</summary>
    private Arrival Arrival(Posting posting)
    {
        var scheme = harbour.Course.Settings.Sources.GetValueOrDefault(posting.Source)?.Scheme;
        var request = scheme?.SignRequest(posting.Request, harbour.StoreClock.GetUtcNow(), key: null) ?? posting.Request;
        return new Arrival
        {
            Source = posting.Source,
            Method = request.Method,
            Url = request.Url,
            Headers = [.. request.Headers.Select(header => new Header(header.Key, header.Value))],
            Body = request.Body.ToArray(),
        };
    }

    /// <summary>One try of a platform.</summary>
    private sealed class Sending(Posting posting, int retry)
    {
        public Posting Posting => posting;

        /// <summary>Which one it is, from 0.</summary>
        public int Retry => retry;

        /// <summary>It was answered, or given up.</summary>
        public bool IsOver { get; set; }
    }
}
