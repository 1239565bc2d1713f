namespace Breakwater.Verification;

/// <summary>What a request says about its event: texts as they came, none of them judged yet.</summary>
/// <param name="Id">The idempotency id; the hash of the body where no id was found and none is required; else null.</param>
/// <param name="Type">The type, if found.</param>
/// <param name="Key">The key, if found.</param>
/// <param name="Version">The version, if found.</param>
/// <param name="Time">The time, if found: RFC 3339, or Unix seconds or milliseconds, as it came.</param>
/// <param name="Fault">In words, why a declared pointer could not be read (the body is not JSON); null when all could be.</param>
public readonly record struct IdentityReading(string? Id, string? Type, string? Key, string? Version, string? Time, string? Fault);
