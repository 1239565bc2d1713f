using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;

namespace Breakwater.Tests.Running;

/// <summary>A network in memory: the test says what each request comes to.</summary>
internal sealed class PretendNetwork : ITransport
{
    /// <summary>What comes of a request; the default is 200.</summary>
    public Func<Request, Task<TransportAnswer>> Answer { get; set; } = _ => Task.FromResult(Status(200));

    public Signals<Request> Requests { get; } = new();

    public static TransportAnswer Status(int status, params Header[] headers) =>
        new() { Stage = TransportStage.Answered, Status = status, Headers = headers };

    /// <summary>Never answers before the attempt's time is over.</summary>
    public static async Task<TransportAnswer> HangAsync(Request request)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, request.Time);
        }
        catch (OperationCanceledException)
        {
        }

        return new TransportAnswer { Stage = TransportStage.Sent, Error = "sent, and no answer came in time" };
    }

    public Task<TransportAnswer> SendAsync(TransportRequest request, CancellationToken cancellation)
    {
        var made = new Request(request.Destination, request.Headers.ToLookup(h => h.Name, h => h.Value), request.Body, cancellation)
        {
            Url = request.Url ?? request.Destination.Url,
            Method = request.Method,
            Sent = request,
        };
        Requests.Add(made);
        return Answer(made);
    }

    public void Apply(Settings settings)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed record Request(DestinationSettings Destination, ILookup<string, string> Headers, ReadOnlyMemory<byte> Body, CancellationToken Time)
    {
        public required Uri Url { get; init; }

        public string? Method { get; init; }

        /// <summary>The request itself, for a network that is real after all.</summary>
        public required TransportRequest Sent { get; init; }

        public string WebhookId => Headers["webhook-id"].Single();

        public string Delivery => Headers["breakwater-delivery"].Single();

        public int Attempt => int.Parse(Headers["breakwater-attempt"].Single(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
