using System.Text;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Samples;

namespace Breakwater.Cli.Testing;

/// <summary>Makes the arrival that a case describes.</summary>
internal static class CaseRequest
{
    /// <summary>The arrival, or why it cannot be made.</summary>
    public static (Arrival? Arrival, string? Fault) Make(Values request, Settings settings, string folder, DateTimeOffset now, Random chance)
    {
        var sourceName = request.Get(CaseOptions.Source);
        var source = settings.Sources.GetValueOrDefault(sourceName);
        var url = request.TryGet(CaseOptions.Url, out var given) ? given : $"/in/{sourceName}";
        var (body, sampled, fault) = Body(request, source, folder, url, now, chance);
        if (fault is not null)
        {
            return (null, fault);
        }

        var own = request.Get(CaseOptions.Headers).Select(h => KeyValuePair.Create(h.Name, h.Value)).ToArray();
        var plain = new SignedRequest
        {
            Method = request.Get(CaseOptions.Method),
            Url = url,
            Headers = [.. own, .. sampled.Where(s => !own.Any(o => o.Key.Equals(s.Key, StringComparison.OrdinalIgnoreCase)))],
            Body = body,
        };
        if (!request.Get(CaseOptions.Sign) || source is null)
        {
            return (ArrivalOf(sourceName, plain), null);
        }

        return source.Scheme.SignRequest(plain, now, key: null) is { } signed
            ? (ArrivalOf(sourceName, signed), null)
            : (null, $"requests of '{sourceName}' cannot be signed here: the scheme {source.SchemeName} keeps its private half to itself");
    }

    private static Arrival ArrivalOf(string source, SignedRequest request) => new()
    {
        Source = source,
        Method = request.Method,
        Url = request.Url,
        Headers = [.. request.Headers.Select(h => new Header(h.Key, h.Value))],
        Body = request.Body,
    };

    private static (ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Fault) Body(
        Values request, SourceSettings? source, string folder, string url, DateTimeOffset now, Random chance)
    {
        if (request.TryGet(CaseOptions.Body, out var text))
        {
            return (Encoding.UTF8.GetBytes(text), [], null);
        }

        if (request.TryGet(CaseOptions.BodyFile, out var path))
        {
            try
            {
                return (File.ReadAllBytes(Path.GetFullPath(path, folder)), [], null);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return (default, [], $"the body's file '{path}' cannot be read");
            }
        }

        if (source?.Provider is { } name && ProviderCatalog.Find(name) is { } provider)
        {
            var sample = SampleRequest.Make(provider.Sample, new SampleValues { Moment = now }, url, chance);
            return (sample.Body, sample.Headers, null);
        }

        return (ReadOnlyMemory<byte>.Empty, [], null);
    }
}
