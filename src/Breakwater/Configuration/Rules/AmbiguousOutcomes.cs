using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Who checks says how; and what is said is used.</summary>
internal static class AmbiguousOutcomes
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var destination in draft.Destinations.Select(destination => destination.Value))
        {
            var checks = destination.Get(DestinationOptions.OnAmbiguous) == OnAmbiguous.Check;
            if (checks && !destination.Has(DestinationOptions.Check))
            {
                report.Fault(
                    destination.PlaceOf(DestinationOptions.OnAmbiguous),
                    "'check' is missing: how is the platform asked?",
                    "check: { request: \"GET /payments?reference={idempotencyKey}\", found: /data/0/id } beside it");
            }
            else if (!checks && destination.Has(DestinationOptions.Check))
            {
                report.Warn(destination.PlaceOf(DestinationOptions.Check), "does nothing without 'onAmbiguous: check'");
            }

            if (destination.Get(DestinationOptions.KeepTrying) && !destination.Has(DestinationOptions.Fallback))
            {
                report.Warn(destination.PlaceOf(DestinationOptions.KeepTrying), "does nothing without a fallback: a delivery is given up as 'retry' says");
            }
        }
    }
}
