namespace Breakwater.PostgreSql.Writing;

/// <summary>Which node this is, once it has joined; before that, and where nobody joins, nothing is fenced.</summary>
internal sealed class Self
{
    private int node;

    /// <summary>Its number, or null.</summary>
    public int? Node
    {
        get => Volatile.Read(ref node) is var number and > 0 ? number : null;
        set => Volatile.Write(ref node, value ?? 0);
    }
}
