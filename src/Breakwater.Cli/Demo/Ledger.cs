using System.Security.Cryptography;

namespace Breakwater.Cli.Demo;

/// <summary>
/// What a destination has seen, as a good receiver keeps it: it does what an event asks for once per <c>webhook-id</c>, and so a second
/// delivery of the same event changes nothing. Effects are counted by the platform's own id of the event: an event that came in twice under
/// two ids of Breakwater's would show as a double effect.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock gate = new();
    private readonly HashSet<string> applied = [];
    private readonly Dictionary<string, int> lastAttempts = [];
    private readonly Dictionary<string, Effect> effects = [];
    private readonly Dictionary<Mood, int> answers = [];

    /// <summary>Requests that came, whatever was answered.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests for a <c>webhook-id</c> whose effect was there already: absorbed.</summary>
    public int Redeliveries { get; private set; }

    /// <summary>Requests whose Standard Webhooks signature was wrong.</summary>
    public int BadSignatures { get; private set; }

    /// <summary>Requests with a lower attempt number than the one before of the same <c>webhook-id</c>.</summary>
    public int BackwardAttempts { get; private set; }

    /// <summary>Events whose effect is there.</summary>
    public int Applied
    {
        get
        {
            lock (gate)
            {
                return effects.Count;
            }
        }
    }

    /// <summary>How often each platform event took effect, and the hash of its body, by the platform's id.</summary>
    public IReadOnlyDictionary<string, Effect> Effects
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, Effect>(effects);
            }
        }
    }

    /// <summary>How many requests met which mood.</summary>
    public int Answers(Mood mood)
    {
        lock (gate)
        {
            return answers.GetValueOrDefault(mood);
        }
    }

    /// <summary>Notes a request.</summary>
    /// <param name="request">What came.</param>
    /// <param name="mood">What the destination is going to do about it.</param>
    public void Note(SeenRequest request, Mood mood)
    {
        lock (gate)
        {
            Requests++;
            answers[mood] = answers.GetValueOrDefault(mood) + 1;
            BadSignatures += request.Genuine ? 0 : 1;
            BackwardAttempts += request.Attempt < lastAttempts.GetValueOrDefault(request.WebhookId) ? 1 : 0;
            lastAttempts[request.WebhookId] = request.Attempt;
            if (applied.Contains(request.WebhookId))
            {
                Redeliveries++;
            }
            else if (mood is Mood.Fine or Mood.Hangs)
            {
                applied.Add(request.WebhookId);
                var before = effects.GetValueOrDefault(request.PlatformId);
                effects[request.PlatformId] = new Effect((before?.Times ?? 0) + 1, Convert.ToHexStringLower(SHA256.HashData(request.Body)));
            }
        }
    }
}

/// <summary>What an event did at a destination.</summary>
/// <param name="Times">How often: more than once is a double effect.</param>
/// <param name="BodyHash">The SHA-256 of the body that came last.</param>
internal sealed record Effect(int Times, string BodyHash);

/// <summary>A request as a destination read it.</summary>
/// <param name="WebhookId">The header <c>webhook-id</c>.</param>
/// <param name="PlatformId">The platform's own id of the event.</param>
/// <param name="Attempt">The header <c>breakwater-attempt</c>.</param>
/// <param name="Genuine">Whether the signature is right.</param>
/// <param name="Body">The body.</param>
internal sealed record SeenRequest(string WebhookId, string PlatformId, int Attempt, bool Genuine, byte[] Body);
