using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A line of an entity's events has a key or a link, and a name that is looked for is learned somewhere.</summary>
internal static class EntityLinks
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var entity in draft.Entities)
        {
            var lines = entity.Value.TryGet(EntityOptions.Events, out var events) ? events : [];
            var before = report.Count;
            foreach (var line in lines.Where(line => line.Value.Has(EntityEventOptions.Link)))
            {
                var place = line.Value.PlaceOf(EntityEventOptions.Link);
                if (line.Value.Has(EntityEventOptions.Key))
                {
                    report.KeyFault(place, "link and key exclude each other: a link stands where the event does not say the key");
                }

                if (line.Value.Has(EntityEventOptions.Learn))
                {
                    report.KeyFault(line.Value.PlaceOf(EntityEventOptions.Learn), "a line with link learns nothing: learn belongs to a line with key");
                }

                if (!lines.Any(other => other.Value.Has(EntityEventOptions.Learn)))
                {
                    report.KeyFault(place, "no line of this entity learns a name, so no link is ever known", "learn: on the line whose event says both");
                }
            }

            entity.Value.Sound &= report.Count == before;
        }
    }
}
