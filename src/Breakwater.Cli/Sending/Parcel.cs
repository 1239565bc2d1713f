using Breakwater.Verification;

namespace Breakwater.Cli.Sending;

/// <summary>One request of <c>send</c>, signed.</summary>
/// <param name="Request">The request, its URL whole.</param>
/// <param name="IdempotencyId">What the door will read as its id.</param>
/// <param name="Concealed">Names of headers whose values are secrets themselves (a token, a password).</param>
internal sealed record Parcel(SignedRequest Request, string? IdempotencyId, IReadOnlySet<string> Concealed);
