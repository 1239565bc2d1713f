using System.Net;
using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Who may do what. With tokens: a bearer token whose role allows the call, or the session of one. Without: whoever is on this machine, and
/// no web page that made a browser ask (a foreign <c>Host</c> means DNS rebinding, a foreign <c>Origin</c> a forged request).
/// </summary>
internal sealed partial class Access(Engine engine, TokenBook book, Sessions sessions, Lockout lockout, AuditTrail trail, ILogger<Access> log)
{
    private const string Scheme = "Bearer ";

    /// <summary>Why the request may not do this; null when it may, and then the request has its <see cref="Caller"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="needed">What the call needs.</param>
    /// <param name="call">The call, for the log: the pattern, never the path as it came.</param>
    public async ValueTask<Problem?> JudgeAsync(HttpContext context, Needs needed, string call)
    {
        var address = ClientAddress.Of(context, engine.Settings.Listen);
        var (tokens, whole) = await book.InForceAsync(context.RequestAborted);
        var refusal = tokens.None ? JudgeStranger(context, address, whole) : await JudgeTokenAsync(context, address, tokens, whole, needed, call);
        if (refusal is not null)
        {
            LogRefused(call, refusal.Code, address);
        }

        return refusal;
    }

    /// <summary>Whose token this is, where it is shown otherwise than as a header. Guesses count.</summary>
    public async ValueTask<(Holder? Holder, Problem? Problem)> ShowAsync(HttpContext context, string token)
    {
        var address = ClientAddress.Of(context, engine.Settings.Listen);
        var (tokens, whole) = await book.InForceAsync(context.RequestAborted);
        return tokens.None ? (null, whole ? Problems.NoTokens : Problems.TokensUnknown)
            : lockout.Left(address) is { } left ? (null, Problems.LockedOut(left))
            : tokens.Find(token) is { } holder ? (holder, null)
            : (null, await WrongAsync(context, address, whole));
    }

    /// <summary>Read publishes nothing and publish reads nothing; operate does both and acts; admin does everything.</summary>
    internal static bool Allows(Role has, Role needed) => needed switch
    {
        Role.Read => has is Role.Read or Role.Operate or Role.Admin,
        Role.Publish => has is Role.Publish or Role.Operate or Role.Admin,
        Role.Operate => has is Role.Operate or Role.Admin,
        _ => has is Role.Admin,
    };

    /// <summary>Why a request that comes with a cookie was probably made by a page of another site; null when it was not.</summary>
    internal static Problem? ForgedBy(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        var own = origin.Count == 0
            || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
        return !own ? Problems.OtherSite
            : HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers[Sessions.Header].Count > 0 ? null
            : Problems.SessionHeaderMissing;
    }

    private async ValueTask<Problem?> JudgeTokenAsync(HttpContext context, IPAddress? address, Tokens tokens, bool whole, Needs needed, string call)
    {
        if (lockout.Left(address) is { } left)
        {
            return Problems.LockedOut(left);
        }

        var header = context.Request.Headers.Authorization;
        var cookie = header.Count == 0 ? context.Request.Cookies[Sessions.Cookie] : null;
        Holder? holder;
        if (cookie is not null)
        {
            holder = sessions.Use(cookie) is { } session && tokens.Has(session.Holder) ? session.Holder : null;
            if ((holder is null ? Problems.SessionUnknown : ForgedBy(context.Request)) is { } problem)
            {
                return problem;
            }
        }
        else if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.TokenMissing;
        }
        else if ((holder = tokens.Find(value.AsSpan(Scheme.Length).Trim())) is null)
        {
            return await WrongAsync(context, address, whole);
        }

        return await JudgeRoleAsync(context, holder!, address, needed, call);
    }

    private async ValueTask<Problem?> JudgeRoleAsync(HttpContext context, Holder holder, IPAddress? address, Needs needed, string call)
    {
        if (!Allows(holder.Role, needed.Role) && !(needed.Or is { } other && Allows(holder.Role, other)))
        {
            var problem = Problems.RoleTooLow(holder.Name, Words.Of(holder.Role), Words.Of(needed.Role));
            await trail.RefusedAsync(context, holder.Name, address?.ToString(), call, problem);
            return problem;
        }

        if (needed.Role is not Role.Read)
        {
            LogAllowed(holder.Name, call);
        }

        context.Features.Set(new Caller(holder.Name, holder.Role, address?.ToString())
        {
            StillAllowedAsync = async cancellation => (await book.InForceAsync(cancellation)).Tokens.Has(holder),
        });
        return null;
    }

    /// <summary>A wrong token; one that can't be looked up is not counted as wrong.</summary>
    private async ValueTask<Problem> WrongAsync(HttpContext context, IPAddress? address, bool whole)
    {
        if (!whole)
        {
            return Problems.TokensUnknown;
        }

        if (lockout.Failed(address) is { } locked)
        {
            LogLockedOut(address, locked);
            await trail.NoteAsync(
                engine.Audit.New("(unknown)", "access.lockout") with
                {
                    Address = address?.ToString(),
                    Result = AuditResult.Refused,
                    Reason = $"{Lockout.FailuresMost} wrong tokens: shut out for {locked.TotalSeconds:0} s",
                },
                context.RequestAborted);
        }

        return Problems.TokenUnknown;
    }

    private Problem? JudgeStranger(HttpContext context, IPAddress? address, bool whole)
    {
        if (!whole)
        {
            return Problems.TokensUnknown;
        }

        if (!OnLoopback(context) || address is null || !IPAddress.IsLoopback(address))
        {
            return Problems.TokensNotConfigured;
        }

        if (!NamesLoopback(context.Request.Host.Host))
        {
            return Problems.ForeignHost;
        }

        var origin = context.Request.Headers.Origin;
        if (origin.Count > 0 && origin != $"{context.Request.Scheme}://{context.Request.Host.Value}")
        {
            return Problems.ForeignOrigin;
        }

        context.Features.Set(new Caller(Caller.Local, Role.Admin, address.ToString())
        {
            StillAllowedAsync = async cancellation => (await book.InForceAsync(cancellation)).Tokens.None,
        });
        return null;
    }

    /// <summary>Both ends on this machine; where the listener is ours, it must also be bound to loopback alone.</summary>
    private static bool OnLoopback(HttpContext context) =>
        context.Features.Get<Door>() is not { Loopback: false }
        && context.Connection is { LocalIpAddress: { } local, RemoteIpAddress: { } remote }
        && IPAddress.IsLoopback(local)
        && IPAddress.IsLoopback(remote);

    private static bool NamesLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    [LoggerMessage(7001, LogLevel.Information, "{Token} asked for {Call}")]
    private partial void LogAllowed(string token, string call);

    [LoggerMessage(7002, LogLevel.Warning, "Refused {Call}: {Code}, from {Address}")]
    private partial void LogRefused(string call, string code, IPAddress? address);

    [LoggerMessage(7005, LogLevel.Warning, "{Address} showed too many wrong tokens and is shut out for {Locked}")]
    private partial void LogLockedOut(IPAddress? address, TimeSpan locked);
}
