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
        var answered = false;
        void Again()
        {
            if (!answered && retry < posting.Retries.Count)
            {
                harbour.Loop.After(posting.Retries[retry], () => Send(posting, retry + 1));
            }
            else if (!answered && !acknowledged.Contains(posting))
            {
                harbour.Tell(new Fact.Dropped(posting));
            }

            answered = true;
        }

        if (life is not { IsUp: true })
        {
            Again();
            return;
        }

        harbour.Say(posting.Id, $"{posting.Source} sends {posting.Id} to {life.Name}");
        harbour.Loop.After(Patience, Again);
        life.Serve(Arrival(posting), reception =>
        {
            if (reception is Reception.Refused refused)
            {
                harbour.Tell(new Fact.Refused(posting, refused));
            }

            if (reception is Reception.Recorded recorded)
            {
                acknowledged.Add(posting);
                harbour.Say(posting.Id, $"{life.Name} answers {posting.Id} with {recorded.AnswerStatus}: {recorded.Receipt}");
                harbour.Tell(new Fact.Acknowledged(posting, posting.Request.Body, recorded.Receipt, life.Name));

                // The answer may be lost on its way.
                if (answered || !chance.OneIn(20))
                {
                    answered = true;
                    return;
                }
            }

            Again();
        });
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
}
