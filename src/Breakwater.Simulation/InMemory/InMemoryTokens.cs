using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryTokens(Rows rows, CommitGate gate) : ITokenStore
{
    public Task<bool> AddAsync(StoredToken token, CancellationToken cancellation) => gate.CommitAsync(
        () => rows.Tokens.TryAdd(token.Name, token) || rows.Tokens[token.Name].Hash.Span.SequenceEqual(token.Hash.Span), cancellation);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellation) => gate.CommitAsync(() => rows.Tokens.Remove(name), cancellation);

    public Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<StoredToken>>(() => [.. rows.Tokens.Values], cancellation);
}
