using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>Puts the log of a server together: which levels, in which form, to where.</summary>
internal sealed class LogFactory : IAsyncDisposable
{
    private readonly LineLoggerProvider provider;

    public LogFactory(TextWriter target, LogForm form, bool colour, LogLevel level, TimeProvider clock, Action<ILoggingBuilder>? more = null)
    {
        provider = new LineLoggerProvider(target, form, colour, clock);
        Loggers = LoggerFactory.Create(builder =>
        {
            more?.Invoke(builder);
            Configure(builder.AddProvider(provider), level);
        });
    }

    /// <summary>Where loggers come from.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Writes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        Loggers.Dispose();
    }

    private static void Configure(ILoggingBuilder builder, LogLevel level) => builder
        .SetMinimumLevel(level)
        // Libraries below speak when something is wrong; the door's own parser says its part through rejections.
        .AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning)
        // What keeps the host from starting ends the verb, which says it once.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
        .AddFilter("System", level > LogLevel.Warning ? level : LogLevel.Warning);
}
