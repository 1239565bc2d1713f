using System.Net.Http.Json;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Tokens;

/// <summary>Tokens of a running server.</summary>
internal sealed class ServerTokens(ApiClient api) : ITokenPlace
{
    private const string Path = "v1/tokens";

    public string Where => "";

    public bool Alone => false;

    public Task<ApiAnswer<TokenView>> AddAsync(string name, string role, CancellationToken cancellation) => api.PostAsync(
        Path, JsonContent.Create(new TokenRequest(name, role), ApiJson.Default.TokenRequest), ApiJson.Default.TokenView, cancellation);

    public async Task<IReadOnlyList<ApiAnswer<TokenView>>> ListAsync(CancellationToken cancellation) =>
        await api.ListAsync(Path, Query.Empty, long.MaxValue, ApiJson.Default.TokenView, cancellation).ToListAsync(cancellation);

    public Task RevokeAsync(string name, CancellationToken cancellation) => api.DeleteAsync($"{Path}/{Uri.EscapeDataString(name)}", cancellation);

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }
}
