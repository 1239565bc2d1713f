using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Names of headers know no case: two that differ in case only are the same one.</summary>
internal static class RepeatedHeaders
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var destination in draft.Destinations)
        {
            if (!destination.Value.TryGet(DestinationOptions.Headers, out var headers))
            {
                continue;
            }

            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var header in headers.Where(h => !seen.Add(h.Name)))
            {
                report.KeyFault(header.Place, "this header stands twice: names of headers know no case");
            }
        }
    }
}
