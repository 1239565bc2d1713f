namespace Breakwater.Observing;

/// <summary>Everything as it happens, for any number of readers, of which none can hold the engine up.</summary>
public sealed class Feed
{
    /// <summary>
    /// The notices after a cursor (null: from now on), as they come. A reader that is too far behind, or asks for what is no longer
    /// held, first gets a notice of kind <c>gap</c>.
    /// </summary>
    public IAsyncEnumerable<Notice> ReadAsync(long? after, CancellationToken cancellation) => throw new NotImplementedException();
}
