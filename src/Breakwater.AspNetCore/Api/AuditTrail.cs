using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Writes what operators do into the audit log: the entry before the act, its result before the answer leaves. So whoever has the answer
/// finds the entry, and a kill in the middle leaves it as begun.
/// </summary>
internal sealed partial class AuditTrail(Engine engine, TimeProvider clock, ILogger<AuditTrail> log)
{
    /// <summary>Refusals of one token for one call are noted once in this time: a program that goes on asking must not fill the log.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private const int QuietMost = 1_024;

    private readonly Dictionary<(string Actor, string Call), long> noted = [];

    /// <summary>Lets a call be answered, with its entry around it.</summary>
    /// <exception cref="StoreUnavailableException">The entry could not be committed: nothing was done.</exception>
    public async Task RunAsync(HttpContext context, Audited act, Func<Task> answer)
    {
        var caller = Caller.Of(context);
        var entry = engine.Audit.New(caller?.Name ?? Caller.Local, act.Action) with
        {
            Target = act.Target is { } part ? context.Request.RouteValues[part] as string : null,
            Address = caller?.Address,
        };
        await engine.Audit.AddAsync(entry, context.RequestAborted);
        var note = new AuditNote();
        context.Features.Set(note);
        var ended = false;
        context.Response.OnStarting(EndAsync);
        try
        {
            await answer();
        }
        finally
        {
            // Where nobody reads an answer any more, none starts.
            await EndAsync();
        }

        Task EndAsync()
        {
            if (ended)
            {
                return Task.CompletedTask;
            }

            ended = true;
            return this.EndAsync(entry, note, context.Response.StatusCode);
        }
    }

    /// <summary>Notes that a token wanted more than it may.</summary>
    public async Task RefusedAsync(HttpContext context, string actor, string? address, string call, Problem problem)
    {
        if (!IsNews((actor, call)))
        {
            return;
        }

        await NoteAsync(
            engine.Audit.New(actor, "access.refused") with { Target = call, Address = address, Result = AuditResult.Refused, Reason = problem.Detail },
            context.RequestAborted);
    }

    /// <summary>Keeps an entry of what is over already; where it can't be, the log has to do.</summary>
    public async Task NoteAsync(AuditEntry entry, CancellationToken cancellation)
    {
        try
        {
            await engine.Audit.AddAsync(entry, cancellation);
        }
        catch (StoreUnavailableException fault)
        {
            LogLost(entry.Actor, entry.Action, entry.Target, fault.Message);
        }
    }

    private async Task EndAsync(AuditEntry entry, AuditNote note, int status)
    {
        var ended = entry with
        {
            Target = note.Target ?? entry.Target,
            Detail = note.Detail,
            Result = status < 400 ? AuditResult.Done : status < 500 ? AuditResult.Refused : AuditResult.Failed,
            Reason = status < 400 ? null : note.Problem?.Detail ?? $"answered {status}",
        };
        try
        {
            await engine.Audit.EndAsync(ended, CancellationToken.None);
        }
        catch (StoreUnavailableException fault)
        {
            LogLost(entry.Actor, entry.Action, ended.Target, fault.Message);
        }
    }

    private bool IsNews((string Actor, string Call) refusal)
    {
        lock (noted)
        {
            if (noted.TryGetValue(refusal, out var at) && clock.GetElapsedTime(at) < Quiet)
            {
                return false;
            }

            if (noted.Count >= QuietMost)
            {
                noted.Clear();
            }

            noted[refusal] = clock.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(7004, LogLevel.Error, "The audit log could not take what came of {Action} of {Target} by {Actor}: {Reason}")]
    private partial void LogLost(string actor, string action, string? target, string reason);
}
