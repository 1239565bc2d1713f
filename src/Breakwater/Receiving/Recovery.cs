using Breakwater.Model;
using Breakwater.Verification;

namespace Breakwater.Receiving;

/// <summary>Something that a platform says happened, found by asking: what a webhook would have brought, and what was read beside it.</summary>
internal sealed record Recovery
{
    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>The reconciliation that found it.</summary>
    public required ReconciliationId By { get; init; }

    /// <summary>What was read in the platform's list: it counts over what the event itself says.</summary>
    public required IdentityReading Said { get; init; }

    /// <summary>The headers that the webhook had, where the platform keeps them.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The body, byte for byte as it stood in the platform's answer.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The webhook that never came, as far as it is known.</summary>
    public SignedRequest Request => new()
    {
        Method = "POST",
        Url = "/",
        Headers = [.. Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = Body,
    };

    /// <summary>What was read in the list, and of the event itself the rest. A fault of the event counts where its id is read there.</summary>
    public IdentityReading Over(IdentityReading own) => new(
        Said.Id ?? own.Id, Said.Type ?? own.Type, Said.Key ?? own.Key, Said.Version ?? own.Version, Said.Time ?? own.Time, Said.Id is null ? own.Fault : null);
}
