using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>The relations between options, a file each, in the order in which they are checked. What a rule must ask of the surroundings, the reader gives it.</summary>
internal static class AllRules
{
    private static readonly Action<Draft, Report>[] Rules =
    [
        OneStore.Check,
        ReservedSourceName.Check,
        SourceVerification.Check,
        ProviderValues.Check,
        SourceReconciling.Check,
        RouteNames.Check,
        RetiredDestinations.Check,
        RepeatedDestinations.Check,
        OneTransform.Check,
        EntityStates.Check,
        EntityLinks.Check,
        EntityComparing.Check,
        EntityRoutes.Check,
        EntityReach.Check,
        RetryAgreement.Check,
        AmbiguousOutcomes.Check,
        Fallbacks.Check,
        RepeatedHeaders.Check,
        ListenerAddresses.Check,
        TokenNames.Check,
        ShortTokens.Check,
        UnusedParts.Check,
        OrderedRoutes.Check,
        PrivateTargets.Check,
    ];

    public static void Check(Draft draft, Report report)
    {
        foreach (var rule in Rules)
        {
            rule(draft, report);
        }
    }
}
