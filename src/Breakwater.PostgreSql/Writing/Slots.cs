namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// A counter is several rows. Each connection writes into the one of its server process, so that commits under way at the same time
/// seldom wait for each other, and nobody has to hand slots out.
/// </summary>
internal static class Slots
{
    /// <summary>The slot of the connection that runs the statement.</summary>
    public const string Mine = "(pg_backend_pid() % 16)::smallint";

    /// <summary>
    /// The slot for the second statement of a transaction that changes counters: whoever holds one waits for none of the first statements', so
    /// that two such transactions never wait for each other in a circle.
    /// </summary>
    public const string Later = "(16 + pg_backend_pid() % 16)::smallint";
}
