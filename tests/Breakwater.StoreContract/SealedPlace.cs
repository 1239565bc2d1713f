using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.Storage.Sealing;

namespace Breakwater.StoreContract;

/// <summary>A place whose store keeps bodies and headers encrypted: everything else of the contract holds for it, too.</summary>
/// <param name="inner">The place.</param>
public sealed class SealedPlace(IStorePlace inner) : IStorePlace
{
    /// <summary>The key of tests.</summary>
    public static SealKey Key { get; } = SealKey.TryRead(new string('1', 64))!;

    /// <inheritdoc />
    public async Task<IStore> OpenAsync() => await OverAsync(await inner.OpenAsync());

    /// <inheritdoc />
    public async Task<IStore> CrashAsync(IStore store) => await OverAsync(await inner.CrashAsync(store));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static Task<IStore> OverAsync(IStore store) => SealedStore.OverAsync(store, [Key], TimeProvider.System, CancellationToken.None);
}
