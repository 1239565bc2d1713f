using System.Text;
using Breakwater.Configuration;
using Breakwater.Delivering;

namespace Breakwater.Dashboard.Tests;

/// <summary>The network beyond the engine: <c>crm</c> refuses for as long as it is told to, everybody else takes everything.</summary>
internal sealed class FarEnd : ITransport
{
    private int taken;

    /// <summary>What <c>crm</c> answers.</summary>
    public int CrmStatus { get; set; } = 422;

    /// <summary>How many requests got a 2xx.</summary>
    public int Taken => Volatile.Read(ref taken);

    public Task<TransportAnswer> SendAsync(TransportRequest request, CancellationToken cancellation)
    {
        var status = request.Destination.Name == "crm" ? CrmStatus : 200;
        if (status == 200)
        {
            Interlocked.Increment(ref taken);
        }

        return Task.FromResult(new TransportAnswer
        {
            Stage = TransportStage.Answered,
            Status = status,
            Headers = [new("Content-Type", "text/html"), new("X-Evil", "<img src=x onerror=alert(1)>")],
            Body = Encoding.UTF8.GetBytes(status == 200 ? "taken" : Arranged.Evil),
        });
    }

    public void Apply(Settings settings)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
