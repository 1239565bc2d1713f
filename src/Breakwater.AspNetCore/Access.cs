using System.Net;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore;

/// <summary>What a call of the API does, and so which roles may make it.</summary>
internal enum Permission
{
    Read,
    Publish,
    Operate,
}

/// <summary>
/// Who may call the API. Tokens are compared by their SHA-256, all of them, in constant time. Without tokens only this machine may,
/// and only under a loopback name: a web page that rebinds its own name to 127.0.0.1 stays outside.
/// </summary>
internal sealed class Access(Engine engine)
{
    private Table table = new(null, []);

    /// <summary>Why the request may not do this; null when it may.</summary>
    public Problem? Refusal(HttpContext context, Permission permission)
    {
        var tokens = Tokens();
        if (tokens.Length == 0)
        {
            return IsLocal(context) ? null : Problems.NotLoopback();
        }

        if (Bearer(context.Request) is not { } given)
        {
            return Problems.NoToken();
        }

        return Find(tokens, given) switch
        {
            null => Problems.WrongToken(),
            { } role when Allows(role, permission) => null,
            _ => Problems.Forbidden(Needed(permission)),
        };
    }

    private static bool Allows(Role role, Permission permission) => role switch
    {
        Role.Read => permission == Permission.Read,
        Role.Publish => permission == Permission.Publish,
        _ => true,
    };

    private static string Needed(Permission permission) => permission switch
    {
        Permission.Read => "role read, operate or admin",
        Permission.Publish => "role publish, operate or admin",
        _ => "role operate or admin",
    };

    /// <summary>The hashes of the tokens in force; made anew once after a reload.</summary>
    private HashedToken[] Tokens()
    {
        var settings = engine.Settings;
        var known = table;
        if (!ReferenceEquals(known.Settings, settings))
        {
            known = new Table(settings, [.. settings.Admin.Tokens.Select(token =>
                new HashedToken(SHA256.HashData(token.Token.RevealBytes()), token.Role))]);
            table = known;
        }

        return known.Tokens;
    }

    private static Role? Find(HashedToken[] tokens, string given)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), hash);
        Role? found = null;
        foreach (var token in tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(token.Hash, hash))
            {
                found = token.Role;
            }
        }

        return found;
    }

    private static string? Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization;
        return header.Count == 1 && header[0] is { Length: < 4096 } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim()
            : null;
    }

    private static bool IsLocal(HttpContext context)
    {
        var remote = context.Connection.RemoteIpAddress;
        return (remote is null || IPAddress.IsLoopback(remote))
            && IsLoopbackName(context.Request.Host.Host)
            && context.Request.Headers.Origin.All(origin => Uri.TryCreate(origin, UriKind.Absolute, out var site) && IsLoopbackName(site.Host));
    }

    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private sealed record Table(Settings? Settings, HashedToken[] Tokens);

    private readonly record struct HashedToken(byte[] Hash, Role Role);
}
