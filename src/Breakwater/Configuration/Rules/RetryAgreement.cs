using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>The parts of a retry policy agree with each other and with the timeout.</summary>
internal static class RetryAgreement
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var destination in draft.Destinations)
        {
            Check(destination.Value, report);
        }
    }

    private static void Check(Values destination, Report report)
    {
        var retry = destination.TryGet(DestinationOptions.Retry, out var section) ? section : null;
        var inside = retry?.Has(RetryOptions.Schedule) == true;
        var besides = destination.Has(DestinationOptions.Schedule);
        if (inside && besides)
        {
            report.KeyFault(destination.PlaceOf(DestinationOptions.Schedule), "the schedule stands here and in retry: one of them is enough");
        }

        if (retry is null)
        {
            CheckTimeout(destination, RetryOptions.GiveUpAfter.Default, report);
            return;
        }

        Option[] grown = [RetryOptions.MaxAttempts, RetryOptions.First, RetryOptions.Factor, RetryOptions.Max];
        foreach (var option in grown.Where(o => (inside || besides) && retry.Has(o)))
        {
            report.KeyFault(retry.PlaceOf(option), $"'{option.Name}' and a schedule exclude each other: a schedule says every wait");
        }

        if (!inside && !besides && retry.Get(RetryOptions.First) > retry.Get(RetryOptions.Max))
        {
            var place = retry.PlaceOf(retry.Has(RetryOptions.First) ? RetryOptions.First : RetryOptions.Max);
            report.Fault(place, $"first ({Units.Show(retry.Get(RetryOptions.First))}) is longer than max ({Units.Show(retry.Get(RetryOptions.Max))})");
        }

        CheckSchedule(destination, retry, report);
        CheckTimeout(destination, retry.Get(RetryOptions.GiveUpAfter), report);
    }

    private static void CheckSchedule(Values destination, Values retry, Report report)
    {
        if (!retry.Has(RetryOptions.GiveUpAfter)
            || (!retry.TryGet(RetryOptions.Schedule, out var waits) && !destination.TryGet(DestinationOptions.Schedule, out waits)))
        {
            return;
        }

        var whole = TimeSpan.FromTicks(waits.Sum(w => w.Value.Ticks));
        var giveUpAfter = retry.Get(RetryOptions.GiveUpAfter);
        if (whole > giveUpAfter)
        {
            report.Fault(
                retry.PlaceOf(RetryOptions.GiveUpAfter),
                $"the schedule's waits ({Units.Show(whole)}) are longer than giveUpAfter ({Units.Show(giveUpAfter)}): its end would never be reached");
        }
    }

    private static void CheckTimeout(Values destination, TimeSpan giveUpAfter, Report report)
    {
        var timeout = destination.Get(DestinationOptions.Timeout);
        if (timeout > giveUpAfter)
        {
            report.Fault(
                destination.PlaceOf(DestinationOptions.Timeout),
                $"the timeout of one attempt ({Units.Show(timeout)}) is longer than giveUpAfter ({Units.Show(giveUpAfter)})");
        }

        if (destination.TryGet(DestinationOptions.ConnectTimeout, out var connect) && connect > timeout)
        {
            report.Fault(
                destination.PlaceOf(DestinationOptions.ConnectTimeout),
                $"connectTimeout ({Units.Show(connect)}) is longer than the timeout of the whole attempt ({Units.Show(timeout)})");
        }
    }
}
