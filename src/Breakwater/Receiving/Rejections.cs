using Breakwater.Model;

namespace Breakwater.Receiving;

/// <summary>The bounded list of what was refused at the door.</summary>
public sealed class Rejections
{
    /// <summary>Newest first, before a number (null: from the newest), at most so many.</summary>
    public IReadOnlyList<Rejection> List(string? source, long? before, int limit) => throw new NotImplementedException();
}
