using System.CommandLine;
using System.Text;
using Breakwater.Cli.Client;
using Breakwater.Cli.Sending;
using Breakwater.Cli.Verifying;
using Breakwater.Verification.Keys;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater send</c>: sends a source what its provider would, signed with the configured secret.</summary>
internal sealed class SendCommand
{
    private const int MaxCount = 100_000;

    private readonly Argument<string> source = new("source") { Description = "The source, as the configuration names it." };
    private readonly Argument<string?> file = new("file") { Arity = ArgumentArity.ZeroOrOne, Description = "The body; a sample in the provider's shape where none is given." };
    private readonly Option<string?> type = new("--type") { Description = "The type that the sample shall have." };
    private readonly Option<string?> key = new("--key") { Description = "The key that the sample shall have." };
    private readonly Option<int> count = new("--count") { Description = "How many, each with an id of its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> duplicate = new("--duplicate") { Description = "Send each one twice." };
    private readonly Option<bool> shuffle = new("--shuffle") { Description = "Send them in a random order." };
    private readonly Option<bool> badSignature = new("--bad-signature") { Description = "Sign them wrongly: the door ought to answer 401." };
    private readonly Option<string?> privateKey = new("--private-key")
    {
        Description = "A file with a private key of your own (PEM, or the hex of an Ed25519 seed), where the provider signs with one.",
    };

    private readonly Option<string?> to = new("--to") { Description = "Where to: the address of the server, or a whole URL. Default: listen.ingress." };
    private readonly CommandContext context;

    private SendCommand(CommandContext context) => this.context = context;

    public static Command Create(CommandContext context)
    {
        var verb = new SendCommand(context);
        var command = new Command("send", "Sends a source what its provider would send, signed with the configured secret.")
        {
            verb.source, verb.file, verb.type, verb.key, verb.count, verb.duplicate, verb.shuffle, verb.badSignature, verb.privateKey, verb.to,
            CommonOptions.Config, CommonOptions.DryRun, CommonOptions.Json,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var name = parsed.GetValue(source)!;
        var (settings, found) = Subject.Find(context, parsed.GetValue(CommonOptions.Config)!, name);
        var order = Order(parsed, Url(parsed.GetValue(to), settings.Listen.Ingress, name));
        var parcels = new Packing(found, context).Pack(order);
        var report = new SendReport(context, parsed.GetValue(CommonOptions.Json));
        if (parsed.GetValue(CommonOptions.DryRun))
        {
            foreach (var parcel in parcels)
            {
                report.Show(parcel);
            }

            return ExitCode.Done;
        }

        using var post = new Post(context.Clock, proxy: !order.Url.IsLoopback);
        var asExpected = true;
        foreach (var parcel in parcels)
        {
            var reply = await post.SendAsync(parcel.Request, cancellation);
            report.Write(parcel, reply);
            asExpected &= order.BadSignature ? reply.Status == 401 : reply.Accepted;
        }

        return asExpected ? ExitCode.Done : ExitCode.Failed;
    }

    private Order Order(ParseResult parsed, Uri url)
    {
        var number = parsed.GetValue(count);
        return number is < 1 or > MaxCount
            ? throw StopException.Usage($"--count {number}: between 1 and {MaxCount}")
            : new Order
            {
                Url = url,
                Body = parsed.GetValue(file) is { } path ? Bytes(path) : null,
                Type = parsed.GetValue(type),
                Key = parsed.GetValue(key),
                Count = number,
                Duplicate = parsed.GetValue(duplicate),
                Shuffle = parsed.GetValue(shuffle),
                BadSignature = parsed.GetValue(badSignature),
                PrivateKey = parsed.GetValue(privateKey) is { } keyFile ? Key(keyFile) : null,
            };
    }

    private PrivateKey Key(string path)
    {
        try
        {
            return PrivateKey.Parse(Encoding.UTF8.GetString(Bytes(path)));
        }
        catch (FormatException fault)
        {
            throw StopException.Usage($"--private-key {path}: {fault.Message}");
        }
    }

    private byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(Path.GetFullPath(path, context.Folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StopException.Usage(fault.Message);
        }
    }

    /// <summary>A whole URL as it is; an address alone gets the source's path.</summary>
    private static Uri Url(string? said, Uri ingress, string name)
    {
        if (said is null && ingress.Port == 0)
        {
            throw StopException.Usage("listen.ingress has port 0, any free one: say which it became with --to URL");
        }

        var whole = said is null || said.Contains("://", StringComparison.Ordinal) ? said : $"http://{said}";
        var address = ServerAddress.ToConnect(ingress);
        if (whole is not null && (!Uri.TryCreate(whole, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https")))
        {
            throw StopException.Usage($"--to {said}: expected an address like http://127.0.0.1:8080");
        }

        return address.AbsolutePath == "/" ? new Uri(address, $"/in/{Uri.EscapeDataString(name)}") : address;
    }
}
