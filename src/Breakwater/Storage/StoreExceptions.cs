namespace Breakwater.Storage;

/// <summary>
/// The store cannot commit now: the disk is full, a write failed, the server is away. Nothing of what was asked for was kept, and the
/// same call may work later. The message is for an operator and names the cause.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says why.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, with the cause.</summary>
    public StoreUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>
/// The store will not open: it belongs to a newer version, another process holds it, the folder cannot be written. The message says
/// what, where and what to do.
/// </summary>
public sealed class StoreRefusedException : Exception
{
    /// <summary>Says why.</summary>
    public StoreRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, with the cause.</summary>
    public StoreRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>
/// A record that was to be taken over has an id that belongs to something else in this store. Nothing of its batch was kept. The message
/// names the id and what it belongs to.
/// </summary>
public sealed class TransferConflictException : Exception
{
    /// <summary>Says which id, and what has it.</summary>
    /// <param name="id">The id of the event or replay that was to be written.</param>
    /// <param name="message">What is in the way.</param>
    public TransferConflictException(string id, string message)
        : base(message) => Id = id;

    /// <summary>The id of the event or replay that could not be written, in its text form.</summary>
    public string Id { get; }
}
