using System.Globalization;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Opening;

/// <summary>Reads what an operator wrote: a URL as all of PostgreSQL's own programs take it, or Npgsql's keywords.</summary>
internal static class ConnectionText
{
    private const string MayBe = "store.postgres is postgres://user:password@host:5432/database, or keywords as Host=…;Database=…;Username=…;Password=…";

    /// <exception cref="StoreRefusedException">It is neither; the message holds nothing of it, for it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var read = IsUrl(text) ? FromUrl(text) : new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(read.Host) ? throw new StoreRefusedException($"The connection names no host: {MayBe}.") : read;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new StoreRefusedException($"The connection cannot be read: {MayBe}.");
        }
    }

    /// <summary>Where it goes, without who goes there.</summary>
    public static string Place(NpgsqlConnectionStringBuilder connection) => string.Create(
        CultureInfo.InvariantCulture,
        $"the PostgreSQL database {connection.Database ?? connection.Username} at {connection.Host}{(HasPort(connection) ? $":{connection.Port}" : "")}");

    private static bool HasPort(NpgsqlConnectionStringBuilder connection) => !connection.Host!.Contains(':', StringComparison.Ordinal);

    private static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>By hand: several hosts in one URL are PostgreSQL's own custom, and no other URL's.</summary>
    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        var read = new NpgsqlConnectionStringBuilder();
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (before, query) = Cut(rest, '?');
        var (authority, database) = Cut(before, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            read.Username = Uri.UnescapeDataString(user);
            read.Password = password.Length > 0 ? Uri.UnescapeDataString(password) : null;
        }

        read.Host = Uri.UnescapeDataString(authority[(at + 1)..]);
        if (read.Host is { } one && !one.Contains(',', StringComparison.Ordinal) && PortOf(one) is { } colon)
        {
            read.Host = one[..colon];
            read.Port = int.Parse(one[(colon + 1)..], CultureInfo.InvariantCulture);
        }

        if (database.Length > 0)
        {
            read.Database = Uri.UnescapeDataString(database);
        }

        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            read[Keyword(Uri.UnescapeDataString(name))] = Uri.UnescapeDataString(value);
        }

        return read;
    }

    /// <summary>Where the port begins; an address of IPv6 has colons of its own.</summary>
    private static int? PortOf(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? colon : null;
    }

    /// <summary>Names of libpq that Npgsql calls otherwise.</summary>
    private static string Keyword(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "sslpassword" => "SSL Password",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "target_session_attrs" => "Target Session Attributes",
        "user" => "Username",
        "dbname" => "Database",
        "passfile" => "Passfile",
        "options" => "Options",
        "search_path" => "Search Path",
        "channel_binding" => "Channel Binding",
        _ => name,
    };

    private static (string Before, string After) Cut(string text, char mark)
    {
        var place = text.IndexOf(mark, StringComparison.Ordinal);
        return place < 0 ? (text, "") : (text[..place], text[(place + 1)..]);
    }
}
