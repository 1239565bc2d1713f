using Breakwater.Configuration;
using Breakwater.Verification;

namespace Breakwater.Receiving;

/// <summary>Judges what an arrival, or a publication, says about its event: everything declared is there, readable and within its bounds.</summary>
internal static class Identification
{
    /// <summary>Why the event cannot be identified; null when it can.</summary>
    public static Reception.Refused? Fault(IdentityReading reading, string missingId) =>
        reading.Fault is { } fault ? Refuse("body-unreadable", fault)
        : string.IsNullOrEmpty(reading.Id) ? Refuse("id-missing", missingId)
        : Fault("id", reading.Id) ?? Fault("type", reading.Type) ?? Fault("key", reading.Key) ?? Fault("version", reading.Version);

    private static Reception.Refused? Fault(string name, string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (value.Length > Limits.IdentityLength)
        {
            return Refuse($"{name}-too-long", $"the event's {name} has {value.Length} characters; at most {Limits.IdentityLength} are taken");
        }

        return IsText(value) ? null : Refuse($"{name}-malformed", $"the event's {name} is not valid Unicode text");
    }

    /// <summary>Half a surrogate pair has no UTF-8 form: two such ids would become one in the store.</summary>
    private static bool IsText(string value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if (!char.IsSurrogate(value[index]))
            {
                continue;
            }

            if (index + 1 == value.Length || !char.IsSurrogatePair(value[index], value[index + 1]))
            {
                return false;
            }

            index++;
        }

        return true;
    }

    private static Reception.Refused Refuse(string code, string reason) => new(422, code, reason);
}
