using Breakwater.Model;

namespace Breakwater.PostgreSql;

/// <summary>Which database, and how much of it one node uses.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// <c>postgres://user:password@host:5432/database</c>, or Npgsql's keywords (<c>Host=…;Database=…</c>). Several hosts mean that the
    /// one that can be written is used. A <c>Search Path</c> names the schema that the tables are in; <c>breakwater</c> where there is none.
    /// </summary>
    public required Secret Connection { get; init; }

    /// <summary>
    /// Groups of arrivals that may be committed at once. Defaults to 4: while one waits for the disk, the next ones are written, and the
    /// server flushes them together.
    /// </summary>
    public int Committers { get; init; } = 4;

    /// <summary>Connections for commits and for senders; further work waits for one. Defaults to 10.</summary>
    public int Connections { get; init; } = 10;

    /// <summary>Connections that answer people; further questions wait for one. Defaults to 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>How long a connection may take to be made. Defaults to 3 seconds: a server that is away is said so soon.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long opening waits for a server that is away: it may be starting, too. Defaults to 15 seconds.</summary>
    public TimeSpan OpenPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one statement may take, in the server; people's questions have twice that. Defaults to 15 seconds.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
