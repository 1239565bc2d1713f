using Microsoft.Extensions.Logging;

namespace Breakwater.Simulation.Sailing;

/// <summary>What a node logs: a bug that it says of itself is a broken promise.</summary>
internal sealed class Logs(Harbour harbour, string name) : ILoggerFactory, ILogger
{
    /// <summary>The first bug.</summary>
    public string? Bug { get; private set; }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc />
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Critical;

    /// <inheritdoc />
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Bug ??= $"{name}: {formatter(state, exception)} {exception}";
            harbour.Say("", Bug);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
