using Breakwater.Model;

namespace Breakwater.Receiving;

/// <summary>What became of an arrival: one of the nested records.</summary>
public abstract record Reception
{
    private Reception()
    {
    }

    /// <summary>It is committed and flushed; now, and only now, a 2xx may leave.</summary>
    /// <param name="Receipt">The event's id, and whether it was known.</param>
    /// <param name="AnswerStatus">The status that the source's configuration answers with.</param>
    public sealed record Recorded(Receipt Receipt, int AnswerStatus) : Reception;

    /// <summary>It was a handshake of the provider; nothing was recorded.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="ContentType">The content type; null for an empty body.</param>
    /// <param name="Body">The body.</param>
    public sealed record Handshake(int Status, string? ContentType, ReadOnlyMemory<byte> Body) : Reception
    {
        /// <summary>Headers beside the content type.</summary>
        public IReadOnlyList<Header> Headers { get; init; } = [];
    }

    /// <summary>It was refused, for good; nothing was recorded, and the refusal is kept in the list of rejections.</summary>
    /// <param name="Status">The HTTP status: 400, 401, 404, 408, 413, 422.</param>
    /// <param name="Code">A stable word for the reason.</param>
    /// <param name="Reason">The reason in words, without secrets.</param>
    public sealed record Refused(int Status, string Code, string Reason) : Reception;

    /// <summary>It cannot be recorded now (overload, or the store cannot commit): 503; the sender should come again.</summary>
    /// <param name="Reason">The reason in words.</param>
    /// <param name="RetryAfter">When to come again.</param>
    public sealed record Unavailable(string Reason, TimeSpan RetryAfter) : Reception;
}
