using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>What the audit log calls a call, and where the path names its object.</summary>
/// <param name="Action">What is done, for example <c>delivery.retry</c>.</param>
/// <param name="Target">The name of the path's part that says to what; null where it says nothing.</param>
internal sealed record Audited(string Action, string? Target = null);

/// <summary>What the audit log shall say of the request under way beside what its path says: filled in by whoever answers it.</summary>
internal sealed class AuditNote
{
    /// <summary>The object, where it is known better than the path says it.</summary>
    public string? Target { get; set; }

    /// <summary>How it was done.</summary>
    public string? Detail { get; set; }

    /// <summary>Why it was refused.</summary>
    public Problem? Problem { get; set; }

    /// <summary>Says to what, and how; nothing where the call is not audited.</summary>
    public static void Say(HttpContext context, string? target, string? detail = null)
    {
        if (context.Features.Get<AuditNote>() is { } note)
        {
            note.Target = target ?? note.Target;
            note.Detail = detail ?? note.Detail;
        }
    }
}
