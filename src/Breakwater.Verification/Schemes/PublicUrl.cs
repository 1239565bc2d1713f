namespace Breakwater.Verification.Schemes;

/// <summary>
/// The URL as the platform knows it, for schemes that sign it: scheme, host and path as configured, since a proxy changes them; the
/// query as it came, since it may differ with each request, and as configured where none came.
/// </summary>
internal sealed class PublicUrl
{
    private readonly string? configured;

    /// <summary>Takes what was configured; null for the URL as the request has it.</summary>
    /// <exception cref="ProviderConfigException">It is no URL.</exception>
    public PublicUrl(string? configured, string name)
    {
        if (configured is not null && (!Uri.TryCreate(configured, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || configured.Contains('#', StringComparison.Ordinal)))
        {
            throw new ProviderConfigException(name, $"`{name}` is no URL: expected something like https://hooks.example.com/in/name, exactly as the platform has it");
        }

        this.configured = configured;
    }

    /// <summary>True when it was configured.</summary>
    public bool IsKnown => configured is not null;

    /// <summary>The URL that a request was sent to.</summary>
    public string Of(SignedRequest request)
    {
        if (configured is null)
        {
            return request.Url;
        }

        var asked = request.Url.IndexOf('?', StringComparison.Ordinal);
        if (asked < 0)
        {
            return configured;
        }

        var own = configured.IndexOf('?', StringComparison.Ordinal);
        return string.Concat(own < 0 ? configured : configured.AsSpan(0, own), request.Url.AsSpan(asked));
    }
}
