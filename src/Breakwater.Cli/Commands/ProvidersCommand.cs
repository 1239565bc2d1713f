using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakwater.Cli.Output;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Cli.Commands;

/// <summary><c>providers</c>: the platforms that have a preset; with a name, what to configure and what to paste where.</summary>
internal static class ProvidersCommand
{
    private static readonly string[] Columns = ["Provider", "Platform", "Needs", "Signature", "Waits"];

    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("name") { Arity = ArgumentArity.ZeroOrOne, Description = "A provider: everything about it." };
        var reference = new Option<string?>("--reference") { Description = "Renew the tables and texts of this page.", Hidden = true };
        var command = new Command("providers", "Lists the platforms that have a preset, or tells all about one.") { name, reference, CommonOptions.Json };
        command.SetAction(parsed => parsed.GetValue(reference) is { } page
            ? Renew(context, page)
            : Run(context, parsed.GetValue(name), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static int Renew(CommandContext context, string page)
    {
        var path = Path.GetFullPath(page, context.Folder);
        if (ProviderReference.Renew(File.ReadAllText(path)) is not { } renewed)
        {
            throw StopException.Failed($"{page} has no marks between which the providers stand");
        }

        File.WriteAllText(path, renewed);
        return ExitCode.Done;
    }

    private static int Run(CommandContext context, string? name, bool json)
    {
        var chosen = name is null ? ProviderCatalog.All : [Find(name)];
        if (json)
        {
            foreach (var provider in chosen)
            {
                context.Out.WriteLine(Line(provider));
            }
        }
        else if (name is null)
        {
            new Screen(context).Table(Columns, [.. chosen.Select(Row)], "No providers.");
        }
        else
        {
            Show(new Screen(context), chosen[0]);
        }

        return ExitCode.Done;
    }

    private static Provider Find(string name) => ProviderCatalog.Find(name)
        ?? throw StopException.Usage($"there is no provider '{name}'; there are {string.Join(", ", ProviderCatalog.All.Select(p => p.Name))}");

    private static Cell[] Row(Provider provider) =>
    [
        new(provider.Name, Tone.Strong),
        provider.Title,
        string.Join(", ", provider.Values.Where(value => value.Required).Select(value => value.Name)),
        provider.Signature.Replace("`", "", StringComparison.Ordinal),
        Waits(provider) ?? "",
    ];

    private static void Show(Screen screen, Provider provider)
    {
        screen.Line(new Cell(provider.Title, Tone.Strong), new Cell($"  (provider: {provider.Name})", Tone.Dim));
        screen.Fields(
        [
            ("signature", provider.Signature.Replace("`", "", StringComparison.Ordinal)),
            ("tolerance", provider.SignsTime ? Words(provider.Tolerance) : "no time is signed"),
            ("answer", provider.AnswerStatus.ToString(CultureInfo.InvariantCulture) + (provider.EmptyAnswers ? ", without a body" : "")),
            ("waits", Waits(provider) ?? "not said"),
            ("retries", provider.Retries),
            .. ProviderText.Identity(provider).Select(part => (part.Name, new Cell(part.Where))),
            .. provider.Values.Select(value => ($"{value.Name}{(value.Required ? "" : " (may)")}", new Cell(value.Meaning))),
        ]);
        screen.Line(new Cell(provider.Setup));
    }

    private static string? Waits(Provider provider) => provider.Waits is { } time ? Words(time) : null;

    private static string Words(TimeSpan time) => $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";

    private static string Line(Provider provider)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", provider.Name);
            json.WriteString("title", provider.Title);
            json.WriteString("signature", provider.Signature);
            WriteSeconds(json, "toleranceSeconds", provider.SignsTime ? provider.Tolerance : null);
            json.WriteNumber("answerStatus", provider.AnswerStatus);
            json.WriteBoolean("emptyAnswers", provider.EmptyAnswers);
            json.WriteBoolean("handshake", provider.Handshake is not null);
            WriteSeconds(json, "waitsSeconds", provider.Waits);
            json.WriteString("retries", provider.Retries);
            json.WriteNumber("maxBody", provider.MaxBody);
            json.WriteString("setup", provider.Setup);
            WriteParts(json, provider);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteParts(Utf8JsonWriter json, Provider provider)
    {
        json.WriteStartObject("identity");
        foreach (var (name, where) in ProviderText.Identity(provider))
        {
            json.WriteString(name, where);
        }

        json.WriteEndObject();
        json.WriteStartArray("values");
        foreach (var value in provider.Values)
        {
            json.WriteStartObject();
            json.WriteString("name", value.Name);
            json.WriteBoolean("required", value.Required);
            json.WriteStartArray("insteadOf");
            foreach (var other in value.InsteadOf)
            {
                json.WriteStringValue(other);
            }

            json.WriteEndArray();
            json.WriteBoolean("secret", value.IsSecret);
            json.WriteString("meaning", value.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } known)
        {
            json.WriteNumber(name, known.TotalSeconds);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
