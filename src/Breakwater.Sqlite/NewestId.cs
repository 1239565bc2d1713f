namespace Breakwater.Sqlite;

/// <summary>The greatest id that was ever written. It may be of a transaction that was rolled back: ids only need to begin after it.</summary>
internal sealed class NewestId(long first)
{
    private long value = first;

    public long Value => Volatile.Read(ref value);

    /// <summary>The writer's thread only.</summary>
    public void Saw(long id)
    {
        if (id > value)
        {
            Volatile.Write(ref value, id);
        }
    }
}
