using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What the parts of the suite share: a place, a store that is open, and samples to put into it.</summary>
public abstract class StoreCase : IAsyncLifetime
{
    private IStorePlace? place;
    private IStore? store;

    /// <summary>A fresh place for one test.</summary>
    protected abstract IStorePlace NewPlace();

    /// <summary>The place of this test.</summary>
    protected IStorePlace Place => place ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>The store under test.</summary>
    protected IStore Store => store ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>Makes events and deliveries.</summary>
    protected Samples Samples { get; } = new(seed: 1);

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        place = NewPlace();
        store = await place.OpenAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        if (place is not null)
        {
            await place.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the store in good order, and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        store = await place!.OpenAsync();
    }

    /// <summary>Kills the store's process, and starts again.</summary>
    protected async Task CrashAsync() => store = await place!.CrashAsync(Store);
}
