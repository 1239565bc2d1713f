using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;
using Breakwater.Cli.Verifying;
using Breakwater.Verification;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater verify</c>: says whether a captured request is genuine, through the code that guards the door.</summary>
internal sealed class VerifyCommand
{
    private readonly Argument<string?> source = new("source") { Arity = ArgumentArity.ZeroOrOne, Description = "A source of the configuration." };
    private readonly Option<string?> provider = new("--provider") { Description = "A provider instead of a source; give its --secret." };
    private readonly Option<string[]> secret = new("--secret") { Description = "The provider's secret; several for rotation." };
    private readonly Option<string[]> publicKey = new("--public-key") { Description = "The provider's public key." };
    private readonly Option<string[]> value = new("--value") { Description = "Another value of the provider, NAME=TEXT (webhookId=…, publicUrl=…); may repeat." };
    private readonly Option<string?> certificate = new("--certificate")
    {
        Description = "A file with the key that the platform published (a certificate as PEM), instead of fetching it from the platform.",
    };

    private readonly Option<string?> url = new("--url") { Description = "The URL that was asked for, where it is signed or read; with --body." };
    private readonly Option<string?> request = new("--request") { Description = "A file with the whole request: request line, headers, blank line, body." };
    private readonly Option<string[]> header = new("--header") { Description = "A header, \"Name: value\"; may repeat." };
    private readonly Option<string?> body = new("--body") { Description = "A file with the body, byte for byte." };
    private readonly Option<string?> at = new("--at") { Description = "When it arrived: RFC 3339, Unix seconds, or how long ago (2h). Default: now." };
    private readonly Option<string?> vectors = new("--vectors") { Description = "A file of signature vectors instead of one request." };
    private readonly CommandContext context;

    private VerifyCommand(CommandContext context) => this.context = context;

    public static Command Create(CommandContext context)
    {
        var verb = new VerifyCommand(context);
        var command = new Command("verify", "Says whether a captured request is genuine, and if not, why.")
        {
            verb.source, verb.provider, verb.secret, verb.publicKey, verb.value, verb.certificate, verb.url, verb.request, verb.header, verb.body, verb.at, verb.vectors,
            CommonOptions.Config, CommonOptions.Json,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var json = parsed.GetValue(CommonOptions.Json);
        if (parsed.GetValue(vectors) is { } file)
        {
            return VectorReport.Write(context, Bytes(file, "--vectors"), json);
        }

        var subject = Subject(parsed);
        var captured = Captured(parsed);
        var now = context.Clock.GetUtcNow();
        var moment = parsed.GetValue(at) is { } text ? Moment(text, now) : now;
        var published = parsed.GetValue(certificate) is { } keyFile ? Bytes(keyFile, "--certificate") : null;
        var verdict = await new Judgement(context.Clock, published).OfAsync(subject, captured.Request, moment, cancellation);
        if (verdict.Code == "timestamp-out-of-tolerance" && parsed.GetValue(at) is null)
        {
            verdict = verdict with { Reason = $"{verdict.Reason}. To judge a request of the past, say when it arrived: --at TIME" };
        }

        var finding = new Finding(subject, verdict, new IdentityReader(subject.Identity).Read(captured.Request), moment, captured.Remark);
        if (json)
        {
            finding.WriteJson(context.Out);
        }
        else
        {
            finding.WriteText(new Screen(context));
        }

        return verdict.Valid ? ExitCode.Done : ExitCode.Failed;
    }

    private Subject Subject(ParseResult parsed)
    {
        var (sourceName, providerName) = (parsed.GetValue(source), parsed.GetValue(provider));
        if (sourceName is null == providerName is null)
        {
            throw StopException.Usage("verify takes a source of the configuration, or --provider NAME with its --secret, or --vectors FILE");
        }

        if (sourceName is not null)
        {
            return Verifying.Subject.Source(context, parsed.GetValue(CommonOptions.Config)!, sourceName);
        }

        var values = new Dictionary<string, IReadOnlyList<string>>();
        Add(values, "secret", parsed.GetValue(secret));
        Add(values, "publicKey", parsed.GetValue(publicKey));
        foreach (var pair in parsed.GetValue(value) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw StopException.Usage($"--value {pair}: expected NAME=TEXT");
            }

            var name = pair[..equals];
            values[name] = [.. values.GetValueOrDefault(name) ?? [], pair[(equals + 1)..]];
        }

        return Verifying.Subject.Provider(providerName!, values);
    }

    private static void Add(Dictionary<string, IReadOnlyList<string>> values, string name, string[]? texts)
    {
        if (texts is { Length: > 0 })
        {
            values[name] = texts;
        }
    }

    private CapturedRequest Captured(ParseResult parsed)
    {
        var (file, headers, bodyFile) = (parsed.GetValue(request), parsed.GetValue(header) ?? [], parsed.GetValue(body));
        if (file is not null)
        {
            return headers.Length > 0 || bodyFile is not null
                ? throw StopException.Usage("--request holds headers and body already: leave --header and --body out")
                : Parse(Bytes(file, "--request"), file);
        }

        if (bodyFile is null)
        {
            throw StopException.Usage("which request? Give --request FILE, or --body FILE with a --header for each header");
        }

        return new CapturedRequest(
            new SignedRequest
            {
                Method = "POST",
                Url = parsed.GetValue(url) ?? "/",
                Headers = [.. headers.Select(line => CapturedRequest.Header(line) ?? throw StopException.Usage($"--header {line}: expected \"Name: value\""))],
                Body = Bytes(bodyFile, "--body"),
            },
            Remark: null);
    }

    private static CapturedRequest Parse(byte[] bytes, string file)
    {
        try
        {
            return CapturedRequest.Parse(bytes);
        }
        catch (FormatException fault)
        {
            throw StopException.Usage($"{file}: {fault.Message}");
        }
    }

    private byte[] Bytes(string file, string option)
    {
        try
        {
            return File.ReadAllBytes(Path.GetFullPath(file, context.Folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StopException.Usage($"{option}: {fault.Message}");
        }
    }

    private static DateTimeOffset Moment(string text, DateTimeOffset now)
    {
        const long LastSecond = 253_402_300_799;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LastSecond)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return Moments.TryParse(text, now, out var moment)
            ? moment
            : throw StopException.Usage($"--at {text}: expected RFC 3339 (2026-01-31T12:00:00Z), Unix seconds, or how long ago (2h)");
    }
}
