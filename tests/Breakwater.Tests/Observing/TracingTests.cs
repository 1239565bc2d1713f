using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Running;
using Breakwater.Tests.Running;
using Xunit;

namespace Breakwater.Tests.Observing;

/// <summary>What OpenTelemetry sees of an engine. Listeners hear the whole process, so each test listens to its own trace or destination.</summary>
public sealed class TracingTests
{
    [Fact]
    public async Task One_trace_leads_from_the_senders_span_over_the_arrival_to_the_attempt()
    {
        using var spans = new Spans();
        await using var node = await Node.StartAsync();
        await PublishAsync(node, spans);
        await node.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.DeliveryDelivered);

        var arrival = spans.One("receive shop");
        var attempt = spans.One("send crm");
        Assert.Equal(spans.Parent.SpanId, arrival.ParentSpanId);
        Assert.Equal(arrival.SpanId, attempt.ParentSpanId);
        Assert.Equal(ActivityKind.Consumer, arrival.Kind);
        Assert.Equal("breakwater", attempt.GetTagItem("messaging.system"));
        Assert.Equal("crm.example.com", attempt.GetTagItem("server.address"));
        Assert.Equal(200, attempt.GetTagItem("http.response.status_code"));
        Assert.Equal(arrival.GetTagItem("messaging.message.id"), attempt.GetTagItem("messaging.message.id"));
        Assert.Equal(ActivityStatusCode.Unset, attempt.Status);
    }

    [Fact]
    public async Task An_arrival_that_is_refused_says_why()
    {
        using var spans = new Spans();
        await using var node = await Node.StartAsync();
        await node.Engine.PublishAsync(
            new Publication { Source = "nobody", Type = "t", Data = default, TraceParent = spans.TraceParent }, TestContext.Current.CancellationToken);

        var arrival = spans.One("receive unknown");
        Assert.Equal("source-unknown", arrival.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, arrival.Status);
    }

    [Fact]
    public async Task Gauges_say_how_destinations_stand()
    {
        var name = $"d{Guid.NewGuid():N}";
        var seen = new ConcurrentDictionary<(string Instrument, string? State), double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        await using var node = await Node.StartAsync(Node.To(Node.Destination(name)));
        await node.PublishAsync();
        await node.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.DeliveryDelivered);

        while (!seen.TryGetValue(("breakwater.deliveries", "delivered"), out var delivered) || delivered < 1)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            node.Clock.Advance(Readings.Every);
            await Task.Yield();
            listener.RecordObservableInstruments();
        }

        Assert.Equal(0, seen[("breakwater.breaker.state", null)]);
        Assert.Equal(0, seen[("breakwater.destination.paused", null)]);
        Assert.Equal(0, seen[("breakwater.waiting.oldest_age", null)]);
        Assert.Equal(1, seen[("breakwater.attempts", null)]);

        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var (mine, state) = (false, default(string));
            foreach (var (key, tag) in tags)
            {
                mine |= key == "destination" && (string?)tag == name;
                state = key == "state" ? (string?)tag : state;
            }

            if (mine)
            {
                seen[(instrument.Name, state)] = value;
            }
        }
    }

    private static async Task PublishAsync(Node node, Spans spans) => Assert.IsType<Reception.Recorded>(await node.Engine.PublishAsync(
        new Publication { Source = "shop", Type = "t", Data = "{}"u8.ToArray(), TraceParent = spans.TraceParent }, TestContext.Current.CancellationToken));

    /// <summary>The spans of one trace.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> ended = new();
        private readonly ActivityListener listener;

        public Spans()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == Telemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                    options.Parent.TraceId == Parent.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = ended.Enqueue,
            };
            ActivitySource.AddActivityListener(listener);
        }

        public ActivityContext Parent { get; } = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);

        public string TraceParent => $"00-{Parent.TraceId}-{Parent.SpanId}-01";

        public Activity One(string name) => Assert.Single(ended, span => span.DisplayName == name && span.TraceId == Parent.TraceId);

        public void Dispose() => listener.Dispose();
    }
}
