using Breakwater.Cli.Output;
using Breakwater.Configuration;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Whether a delivery to a destination would get there.</summary>
internal static class DestinationCheck
{
    public static async Task<(Check Check, Sighting? Sighting)> OfAsync(
        DestinationSettings destination, NetworkSettings network, TimeProvider clock, CancellationToken cancellation)
    {
        var reach = new Reach(destination, network, clock);
        var fault = await reach.GoAsync(cancellation);
        return (Judge(destination, reach, fault, clock.GetUtcNow()), reach.Sighting);
    }

    private static Check Judge(DestinationSettings destination, Reach reach, string? fault, DateTimeOffset now)
    {
        var name = $"destination {destination.Name}";
        var address = destination.Url.GetLeftPart(UriPartial.Authority);
        if (fault is not null)
        {
            return Check.Fail(name, $"{address}: {fault}", Advice(destination, reach));
        }

        var words = $"{address} reached at {reach.Reached} in {Times.Duration(reach.Took)}"
            + (reach.Certificate is { } shown ? $", {shown.Words(now)}" : "");
        if (reach.Certificate is { } certificate && certificate.EndsSoon(now))
        {
            return Check.Warn(name, words, "have it renewed: afterwards nothing is delivered there");
        }

        return reach.Refused.Count > 0
            ? Check.Warn(name, $"{words}; never asked: {string.Join(", ", reach.Refused)}", "see why its name also stands for these, or name them in network.allow")
            : Check.Ok(name, words);
    }

    private static string Advice(DestinationSettings destination, Reach reach) => reach switch
    {
        { Addresses.Count: 0 } => $"correct destinations.{destination.Name}.url, or see to this machine's name resolution",
        { Certificate: { } shown } when shown.Fault(destination.Url.Host) is not null =>
            "have the certificate put right there, or add its authority to this machine's trusted ones",
        { Refused: { Count: > 0 } refused } when refused.Count == reach.Addresses.Count => "name it in network.allow if it is meant, else correct the url",
        _ => $"see that it runs and that no firewall is between, or correct destinations.{destination.Name}.url; deliveries wait meanwhile",
    };
}
