using Breakwater.Verification.Json;

namespace Breakwater.Cli.Sending;

/// <summary>What the door answered: an event's id, or why not.</summary>
internal sealed record Reply(int Status, string? EventId, bool Duplicate, string? Detail)
{
    private static readonly PointerSet Pointers = new(["/id", "/duplicate", "/detail", "/title"]);

    public bool Accepted => Status is >= 200 and < 300;

    /// <summary>Reads an answer: the ids stand in the body, or in headers where the provider wants another body.</summary>
    public static Reply Of(int status, string? eventHeader, string? duplicateHeader, ReadOnlySpan<byte> body)
    {
        var values = new PointerValue[Pointers.Pointers.Count];
        Pointers.Read(body, values);
        return new Reply(
            status,
            eventHeader ?? values[0].Text,
            (duplicateHeader ?? values[1].Text) == "true",
            values[2].Text ?? values[3].Text);
    }
}
