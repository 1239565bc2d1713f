namespace Breakwater.AspNetCore.Api;

/// <summary>What publishing came to.</summary>
internal sealed record ReceiptView
{
    public required string Id { get; init; }

    public required bool Duplicate { get; init; }
}

/// <summary>What publishing a batch came to, in the order of the batch.</summary>
internal sealed record ReceiptsView
{
    public required IReadOnlyList<ReceiptView> Items { get; init; }
}
