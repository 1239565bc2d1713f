using System.Net.Sockets;
using Npgsql;

namespace Breakwater.PostgreSql.Calling;

/// <summary>What a failed call means: by the code of the server or the kind of the break, never by the text of an error.</summary>
internal static class Failure
{
    /// <summary>Two commits stood in each other's way, and this one was taken back whole: it is tried again.</summary>
    public static bool IsConflict(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>The connection is gone, and nobody knows what became of what was under way on it.</summary>
    public static bool IsLost(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => IsAway(state),
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>The server cannot do it now, and may later.</summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => IsAway(state)
            || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("58", StringComparison.Ordinal)
            || state is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName,
        NpgsqlException or IOException or SocketException or TimeoutException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>What happened and what to do, in words for an operator; without anything of the connection but where it goes.</summary>
    public static string Explain(Exception failure, string place) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            $"The disk of {place} is full: make room, and it goes on by itself.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            $"{place} takes no more connections: raise its max_connections, or run fewer nodes.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            $"{place} did not answer in time: it is overloaded, or something else holds locks in the schema of Breakwater.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            $"{place} can only be read: it is a standby, and the one that can be written is not reached.",
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } =>
            $"{place} is stopping or starting.",
        PostgresException server => $"{place} refused ({server.SqlState}: {server.MessageText}).",
        ObjectDisposedException => $"The store {place} is closed.",
        { InnerException: TimeoutException } or TimeoutException => $"{place} did not answer in time.",
        { InnerException: SocketException socket } => $"{place} cannot be reached ({socket.SocketErrorCode}): see that it runs, and that this machine may connect to it.",
        SocketException socket => $"{place} cannot be reached ({socket.SocketErrorCode}): see that it runs, and that this machine may connect to it.",
        _ => $"The connection to {place} broke ({failure.InnerException?.GetType().Name ?? failure.GetType().Name}).",
    };

    /// <summary>The server is going, coming or not the one that can be written.</summary>
    private static bool IsAway(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.ReadOnlySqlTransaction;
}
