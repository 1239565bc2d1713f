using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Receiving;
using Breakwater.Running;
using Breakwater.Verification;

namespace Breakwater.Cli.Verifying;

/// <summary>
/// The verdict of the door on one request: the scheme, the key that the platform published (from a file, or fetched as the door would),
/// and what the signature must cover.
/// </summary>
internal sealed class Judgement(TimeProvider clock, byte[]? published)
{
    public async Task<Verdict> OfAsync(Subject subject, SignedRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var verdict = await SignatureAsync(subject, request, now, cancellation);
        return verdict.Valid && subject.Scheme is ICoverage coverage && coverage.Covers(request) is { Valid: false } lacking ? lacking : verdict;
    }

    private async Task<Verdict> SignatureAsync(Subject subject, SignedRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        if (subject.Scheme is not IKeyedScheme keyed || keyed.KeyOf(request) is not { } needed)
        {
            return subject.Scheme.Verify(request, now, subject.Tolerance);
        }

        var found = published is null ? await FetchAsync(needed, cancellation) : new Published(published, null);
        if (found.Fault is { } fault)
        {
            return Verdict.Refuse("key-unknown", $"the key that the request names could not be fetched: {fault}. Keep it in a file and give it with --certificate FILE");
        }

        var (key, unusable) = needed.Read(found.Body, now);
        return key is null ? Verdict.Refuse("key-not-usable", $"the key that the request names cannot be used: {unusable}") : keyed.Verify(request, now, subject.Tolerance, key);
    }

    private async Task<Published> FetchAsync(Verification.Keys.KeyRequest needed, CancellationToken cancellation)
    {
        await using var transport = new HttpTransport(new Settings(), clock);
        return await new PlatformVisits(transport, clock, cancellation).FetchAsync(needed);
    }
}
