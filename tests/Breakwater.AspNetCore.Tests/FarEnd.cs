using System.Collections.Concurrent;
using Breakwater.Configuration;
using Breakwater.Delivering;

namespace Breakwater.AspNetCore.Tests;

/// <summary>The network beyond the engine: answers what it is told to, and keeps what it got.</summary>
internal sealed class FarEnd : ITransport
{
    public ConcurrentQueue<TransportRequest> Got { get; } = new();

    /// <summary>The status of every answer.</summary>
    public int Status { get; set; } = 200;

    /// <summary>What answers in place of <see cref="Status"/>.</summary>
    public Func<TransportRequest, CancellationToken, Task<TransportAnswer>>? Answer { get; set; }

    public Task<TransportAnswer> SendAsync(TransportRequest request, CancellationToken cancellation)
    {
        Got.Enqueue(request);
        if (Answer is { } answer)
        {
            return answer(request, cancellation);
        }

        return Task.FromResult(new TransportAnswer
        {
            Stage = TransportStage.Answered,
            Status = Status,
            Headers = [new("Content-Type", "text/html")],
            Body = "<script>alert(1)</script>"u8.ToArray(),
        });
    }

    public void Apply(Settings settings)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
