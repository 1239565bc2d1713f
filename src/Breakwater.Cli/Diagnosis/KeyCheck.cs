using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Whether the configuration has the keys of what is encrypted in the store.</summary>
internal static class KeyCheck
{
    private const string Name = "store keys";

    public static IEnumerable<Check> Of(IReadOnlyList<SealUse> uses, StoreSettings settings)
    {
        foreach (var use in uses.Where(use => settings.EncryptKeys.All(key => key.Id != use.Key)))
        {
            yield return Check.Fail(
                Name,
                $"bodies are encrypted with the key {use.Key} (in use from {use.First.UtcDateTime:yyyy-MM-dd HH:mm}Z to {use.Last.UtcDateTime:yyyy-MM-dd HH:mm}Z), which store.encrypt.keys does not list",
                "add it behind the first one, until the events of that time are gone: the next start refuses without it");
        }

        if (settings.EncryptKeys is [var current, ..])
        {
            yield return Check.Ok(Name, $"{current.Id} encrypts; {uses.Count} in use");
        }
    }
}
