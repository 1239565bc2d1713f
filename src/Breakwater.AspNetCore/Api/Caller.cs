using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>Who makes a call that was allowed: put on the request by <see cref="Access"/>, for the audit log and for long answers.</summary>
/// <param name="Name">The name of the token, or a word in brackets.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Address">From where.</param>
internal sealed record Caller(string Name, Role Role, string? Address)
{
    /// <summary>Who reaches a listener that has no tokens: somebody on this machine.</summary>
    public const string Local = "(this machine)";

    /// <summary>True as long as the same token may still make this call: what a long answer asks now and then.</summary>
    public required Func<CancellationToken, ValueTask<bool>> StillAllowedAsync { get; init; }

    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
