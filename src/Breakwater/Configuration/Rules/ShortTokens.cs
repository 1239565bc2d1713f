using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A short token can be guessed: a warning.</summary>
internal static class ShortTokens
{
    private const int Advised = 16;

    public static void Check(Draft draft, Report report)
    {
        if (!draft.Root.TryGet(RootOptions.Admin, out var admin))
        {
            return;
        }

        foreach (var token in admin.Get(AdminOptions.Tokens))
        {
            if (token.Value.TryGet(AdminOptions.Token, out var secret) && secret.Reveal().Length < Advised)
            {
                report.Warn(token.Value.PlaceOf(AdminOptions.Token), "a token of fewer than 16 characters can be guessed");
            }
        }
    }
}
