using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;
using Breakwater.Model;

namespace Breakwater.Configuration.Rules;

/// <summary>Each token has its own name, and no two are the same token.</summary>
internal static class TokenNames
{
    public static void Check(Draft draft, Report report)
    {
        if (!draft.Root.TryGet(RootOptions.Admin, out var admin))
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var tokens = new HashSet<Secret>();
        foreach (var token in admin.Get(AdminOptions.Tokens))
        {
            if (token.Value.TryGet(AdminOptions.Name, out var name) && !names.Add(name))
            {
                report.Fault(token.Value.PlaceOf(AdminOptions.Name), "another token has this name");
            }

            if (token.Value.TryGet(AdminOptions.Token, out var secret) && !tokens.Add(secret))
            {
                report.Fault(token.Value.PlaceOf(AdminOptions.Token), "another entry has the same token: its role would be a matter of chance");
            }
        }
    }
}
