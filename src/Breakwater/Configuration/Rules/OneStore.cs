using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>The state is in one place.</summary>
internal static class OneStore
{
    public static void Check(Draft draft, Report report)
    {
        if (draft.Root.TryGet(RootOptions.Store, out var store) && store.Has(StoreOptions.Sqlite) && store.Has(StoreOptions.Postgres))
        {
            report.KeyFault(store.PlaceOf(StoreOptions.Postgres), "'sqlite' and 'postgres' exclude each other: the state is in one place");
        }
    }
}
