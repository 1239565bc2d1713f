using System.Reflection;
using Breakwater.Observing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Breakwater.Cli.Exporting;

/// <summary>
/// What leaves the server for those who watch it: metrics in the Prometheus format at <c>/metrics</c>, always; traces, metrics and logs over
/// OTLP where the standard <c>OTEL_*</c> variables ask for it. Lives as long as the server.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private readonly OtlpWishes wishes;
    private readonly string node;
    private readonly MeterProvider meters;
    private readonly TracerProvider? traces;

    public TelemetryExport(OtlpWishes wishes, string node)
    {
        this.wishes = wishes;
        this.node = node;
        var metering = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(Telemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView(Buckets)
            .AddPrometheusExporter();
        meters = (wishes.Metrics ? metering.AddOtlpExporter() : metering).Build();
        traces = wishes.Traces
            ? Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Telemetry.Name).AddOtlpExporter().Build()
            : null;
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics", meters, configureBranchedPipeline: null, optionsName: null);

    /// <summary>Sends log lines over OTLP, too, where that is asked for.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        if (wishes.Logs)
        {
            logging.AddOpenTelemetry(log =>
            {
                var resource = ResourceBuilder.CreateDefault();
                Describe(resource);
                log.SetResourceBuilder(resource);
                log.IncludeFormattedMessage = true;
                log.AddOtlpExporter();
            });
        }
    }

    /// <summary>Sends what waits, then ends.</summary>
    public void Dispose()
    {
        traces?.Dispose();
        meters.Dispose();
    }

    /// <summary>The environment has the last word: <c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>.</summary>
    private void Describe(ResourceBuilder resource) => resource
        .AddService("breakwater", serviceVersion: Version, serviceInstanceId: node)
        .AddEnvironmentVariableDetector();

    private static string Version => typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Commits take milliseconds, attempts up to minutes: the library's buckets are made for neither.</summary>
    private static MetricStreamConfiguration? Buckets(System.Diagnostics.Metrics.Instrument instrument) => instrument.Name switch
    {
        "breakwater.record.commit.duration" => new ExplicitBucketHistogramConfiguration
        {
            Boundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
        },
        "breakwater.record.commit.size" => new ExplicitBucketHistogramConfiguration { Boundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] },
        "breakwater.attempt.duration" => new ExplicitBucketHistogramConfiguration
        {
            Boundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
        },
        _ => null,
    };
}
