namespace Breakwater.Cli.Exporting;

/// <summary>What the standard variables of OpenTelemetry ask to be sent over OTLP. Addresses, headers, protocol and sampling are read by the exporter.</summary>
/// <param name="Traces">Spans.</param>
/// <param name="Metrics">Metrics.</param>
/// <param name="Logs">Log lines.</param>
internal sealed record OtlpWishes(bool Traces, bool Metrics, bool Logs)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// A signal is sent where an endpoint is given, for all or for it alone, or where <c>OTEL_{SIGNAL}_EXPORTER</c> says <c>otlp</c>;
    /// never where that says <c>none</c>, or <c>OTEL_SDK_DISABLED</c> is true.
    /// </summary>
    public static OtlpWishes Of(Func<string, string?> environment)
    {
        var off = string.Equals(environment("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return new OtlpWishes(Wants("TRACES"), Wants("METRICS"), Wants("LOGS"));

        bool Wants(string signal) => !off && environment($"OTEL_{signal}_EXPORTER") switch
        {
            { Length: > 0 } named => named.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase),
            _ => !string.IsNullOrEmpty(environment(Endpoint)) || !string.IsNullOrEmpty(environment($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")),
        };
    }
}
