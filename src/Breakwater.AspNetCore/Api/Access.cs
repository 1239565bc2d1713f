using System.Net;
using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Who may do what. With tokens: a bearer token whose role allows the call. Without: whoever is on this machine, and no web page that
/// made a browser ask (a foreign <c>Host</c> means DNS rebinding, a foreign <c>Origin</c> a forged request).
/// </summary>
internal sealed partial class Access(Engine engine, ILogger<Access> log)
{
    private Tokens tokens = new(new Settings());

    /// <summary>Why the request may not do this; null when it may.</summary>
    /// <param name="context">The request.</param>
    /// <param name="needed">What the call needs.</param>
    /// <param name="call">The call, for the log: the pattern, never the path as it came.</param>
    public Problem? Judge(HttpContext context, Needs needed, string call)
    {
        var inForce = InForce();
        var refusal = inForce.None ? JudgeStranger(context) : JudgeToken(context, inForce, needed, call);
        if (refusal is not null)
        {
            LogRefused(call, refusal.Code, context.Connection.RemoteIpAddress);
        }

        return refusal;
    }

    /// <summary>Read publishes nothing and publish reads nothing; operate does both and acts; admin does everything.</summary>
    internal static bool Allows(Role has, Role needed) => needed switch
    {
        Role.Read => has is Role.Read or Role.Operate or Role.Admin,
        Role.Publish => has is Role.Publish or Role.Operate or Role.Admin,
        Role.Operate => has is Role.Operate or Role.Admin,
        _ => has is Role.Admin,
    };

    /// <summary>The tokens of the configuration in force: hashed once for each configuration.</summary>
    private Tokens InForce()
    {
        var settings = engine.Settings;
        var known = Volatile.Read(ref tokens);
        if (!ReferenceEquals(known.Settings, settings))
        {
            Volatile.Write(ref tokens, known = new Tokens(settings));
        }

        return known;
    }

    private Problem? JudgeToken(HttpContext context, Tokens inForce, Needs needed, string call)
    {
        const string scheme = "Bearer ";
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.TokenMissing;
        }

        if (inForce.Find(value.AsSpan(scheme.Length).Trim()) is not { } token)
        {
            return Problems.TokenUnknown;
        }

        if (!Allows(token.Role, needed.Role) && !(needed.Or is { } other && Allows(token.Role, other)))
        {
            return Problems.RoleTooLow(token.Name, Words.Of(token.Role), Words.Of(needed.Role));
        }

        if (needed.Role is not Role.Read)
        {
            LogAllowed(token.Name, call);
        }

        return null;
    }

    private static Problem? JudgeStranger(HttpContext context)
    {
        if (!OnLoopback(context))
        {
            return Problems.TokensNotConfigured;
        }

        if (!NamesLoopback(context.Request.Host.Host))
        {
            return Problems.ForeignHost;
        }

        var origin = context.Request.Headers.Origin;
        return origin.Count == 0 || origin == $"{context.Request.Scheme}://{context.Request.Host.Value}" ? null : Problems.ForeignOrigin;
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
}
