using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Breakwater's own events come from a source of its own name.</summary>
internal static class ReservedSourceName
{
    public const string Reserved = "breakwater";

    public static void Check(Draft draft, Report report)
    {
        foreach (var source in draft.Sources.Where(s => s.Name == Reserved))
        {
            report.KeyFault(source.Place, $"'{Reserved}' is the name of Breakwater's own source; give this one another");
        }
    }
}
