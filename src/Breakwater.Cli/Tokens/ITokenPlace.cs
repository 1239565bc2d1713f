using Breakwater.Cli.Client;

namespace Breakwater.Cli.Tokens;

/// <summary>Where tokens are made: at a running server, or in its store.</summary>
internal interface ITokenPlace : IAsyncDisposable
{
    /// <summary>Where that is, for the end of a sentence; empty for a server.</summary>
    string Where { get; }

    /// <summary>True where nobody but this machine may ask without a token: the first token changes that.</summary>
    bool Alone { get; }

    Task<ApiAnswer<TokenView>> AddAsync(string name, string role, CancellationToken cancellation);

    Task<IReadOnlyList<ApiAnswer<TokenView>>> ListAsync(CancellationToken cancellation);

    Task RevokeAsync(string name, CancellationToken cancellation);
}
