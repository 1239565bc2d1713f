using System.Globalization;
using Breakwater.Model;
using Breakwater.Verification.Json;

namespace Breakwater.Settling;

/// <summary>What a platform said when it was asked whether a request took effect.</summary>
internal enum CheckFinding
{
    /// <summary>Nothing that can be relied on.</summary>
    Unknown = 0,

    /// <summary>It did.</summary>
    Found = 1,

    /// <summary>It did not.</summary>
    Absent = 2,
}

/// <summary>Reads the answer to a check. Where it leaves a doubt, nothing is known: to send twice is what a check is there to avoid. Pure.</summary>
internal static class CheckReading
{
    /// <param name="exchange">What came of the check.</param>
    /// <param name="body">The answer's body.</param>
    /// <param name="found">The pointer to what is there when the request took effect.</param>
    public static (CheckFinding Finding, Judgement Judgement) Read(in Exchange exchange, ReadOnlyMemory<byte> body, string found)
    {
        switch (exchange.Reached)
        {
            case Reached.Refusal:
                return (CheckFinding.Unknown, new Judgement(Outcome.Permanent, null, $"the check: {exchange.Error}", "the check may not be sent there"));
            case not Reached.Answer:
                return Failed(null, $"the check: {exchange.Error ?? "no answer"}");
        }

        var status = exchange.Status;
        if (status == 404)
        {
            return Absent(status);
        }

        if (status is < 200 or > 299)
        {
            return Failed(status, string.Create(CultureInfo.InvariantCulture, $"the check was answered {status}"));
        }

        Span<PointerValue> values = [default];
        var fault = new PointerSet([found]).Read(body.Span, values);
        return IsThere(values[0]) ? (CheckFinding.Found, new Judgement(Outcome.Success, status, null, "the check found it"))
            : (exchange.Error ?? fault) is { } unread ? Failed(status, $"the check: {unread}")
            : Absent(status);
    }

    private static bool IsThere(PointerValue value) => value.Kind switch
    {
        PointerKind.Absent or PointerKind.Null => false,
        PointerKind.Boolean => value.Text == "true",
        PointerKind.Number => !(double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0),
        PointerKind.String => value.Text is { Length: > 0 },
        _ => true,
    };

    private static (CheckFinding Finding, Judgement Judgement) Absent(int status) =>
        (CheckFinding.Absent, new Judgement(Outcome.Retryable, status, "the check did not find it", "the check did not find it"));

    private static (CheckFinding Finding, Judgement Judgement) Failed(int? status, string error) =>
        (CheckFinding.Unknown, new Judgement(Outcome.Retryable, status, error, "the check failed"));
}
