using System.Text;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Sailing;

/// <summary>The platforms that send: they send again when nobody asked, try again when they are not answered 2xx, and drop in the end.</summary>
internal sealed class Platform(Harbour harbour)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SeededRandom chance = SeededRandom.For(harbour.Scenario.Seed, "platform");

    /// <summary>Plans everything that is sent.</summary>
    public void Plan()
    {
        foreach (var posting in harbour.Scenario.Postings)
        {
            var body = BodyOf(posting);
            foreach (var at in posting.Copies.Prepend(TimeSpan.Zero))
            {
                harbour.Loop.After(posting.At + at, () => Send(posting, body, retry: 0));
            }
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(Posting posting) => Encoding.UTF8.GetBytes(
        $$"""{"id":"{{posting.Id}}","type":"{{posting.Type}}","key":"{{posting.Key}}",{{(posting.Version is { } version ? $"\"version\":{version}," : "")}}"padding":"{{new string('x', posting.Padding)}}"}""");

    private void Send(Posting posting, ReadOnlyMemory<byte> body, int retry)
    {
        var life = chance.Pick(harbour.Machines).Life;
        var answered = false;
        void Again()
        {
            if (!answered && retry < posting.Retries.Count)
            {
                harbour.Loop.After(posting.Retries[retry], () => Send(posting, body, retry + 1));
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
        life.Serve(Arrival(posting, body), reception =>
        {
            if (reception is Reception.Recorded recorded)
            {
                harbour.Say(posting.Id, $"{life.Name} answers {posting.Id} with {recorded.AnswerStatus}: {recorded.Receipt}");
                harbour.Tell(new Fact.Acknowledged(posting, body, recorded.Receipt, life.Name));

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

    private static Arrival Arrival(Posting posting, ReadOnlyMemory<byte> body) => new()
    {
        Source = posting.Source,
        Method = "POST",
        Url = $"https://harbour.example.com/in/{posting.Source}",
        Headers = [new Header("Content-Type", "application/json")],
        Body = body.ToArray(),
    };
}
