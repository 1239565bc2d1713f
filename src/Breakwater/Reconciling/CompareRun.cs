using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Reconciling;

/// <summary>
/// Asks a destination what it knows of each entity of a kind, a few a step, and shows or repairs what differs. What is still on its way there,
/// or was given up, is open anyway and not asked for; what changed while it was asked for is left to the next run.
/// </summary>
internal sealed class CompareRun(string type, CompareSettings settings, Inquiry inquiry, ReconcilingParts parts) : IRun
{
    private const int PerStep = 20;

    /// <inheritdoc />
    public async Task<Reconciliation> StepAsync(Reconciliation run, CancellationToken stop)
    {
        SortableId? after = run.Position is { } position && SortableId.TryParse(position, out var id) ? id : null;
        var page = await parts.Store.Entities.ListAsync(new EntityFilter { Type = type }, new PageRequest(PerStep, after), stop);
        var findings = new Findings();
        var notes = new List<EntityNote>();
        foreach (var line in page.Items.Where(line => line.Entity.State is not null && line.Entity.ChangedAt >= run.From))
        {
            if (await CompareAsync(run, line.Entity.Key, findings, notes, stop) is { } outage)
            {
                return findings.AddTo(run) with { State = ReconciliationState.Failed, Error = outage };
            }
        }

        if (notes.Count > 0 && !run.DryRun)
        {
            stop.ThrowIfCancellationRequested();
            await parts.Store.Entities.NoteAsync(notes, CancellationToken.None);
        }

        var next = findings.AddTo(run) with { Pages = run.Pages + 1, Position = page.Next?.ToString() };
        return page.Next is null ? next with { State = ReconciliationState.Done } : next;
    }

    /// <inheritdoc />
    public void Committed()
    {
    }

    /// <returns>Why it can't go on now, in words; null when it was looked at.</returns>
    private async Task<string?> CompareAsync(Reconciliation run, string key, Findings findings, List<EntityNote> notes, CancellationToken stop)
    {
        var before = await parts.Store.Entities.FindAsync(type, key, stop);
        if (before is null || StandingOf(before) is { Stand: not Stand.InSync })
        {
            return null;
        }

        var answer = await inquiry.AskAsync(ListAddress.Under(inquiry.Url, settings.Request.Replace("{key}", Uri.EscapeDataString(key), StringComparison.Ordinal)), stop);
        if (answer.Fault is not null && !answer.IsAbsent)
        {
            findings.Failed(key, answer.Fault);
            return answer.Fault;
        }

        var now = await parts.Store.Entities.FindAsync(type, key, stop);
        if (now?.Entity.Applied != before.Entity.Applied)
        {
            return null;
        }

        if (Difference(now.Entity, answer) is not { } difference)
        {
            findings.Known();
            notes.AddRange(now.Entity.Differs.Where(known => known.Destination == settings.Destination).Select(_ => Note(key, null)));
            return null;
        }

        notes.Add(Note(key, difference));
        var (sent, fault) = settings.Redeliver && !run.DryRun ? await RepairAsync(run, now, stop) : default;
        findings.Missed(key, sent, fault is null ? difference : $"{difference}; {fault}");
        return null;
    }

    private EntityNote Note(string key, string? difference) => new(type, key, settings.Destination, difference, parts.Clock.GetUtcNow());

    private Standing? StandingOf(EntityDetail detail) =>
        Standing.Of(detail.History, detail.Deliveries).FirstOrDefault(standing => standing.Destination == settings.Destination);

    /// <summary>What differs, in words; null where nothing does.</summary>
    private string? Difference(Entity entity, Asked answer)
    {
        if (answer.IsAbsent)
        {
            return $"{settings.Destination} does not know it";
        }

        try
        {
            using var document = JsonDocument.Parse(answer.Body, JsonPlace.Options);
            foreach (var (pointer, part) in settings.Compare)
            {
                var ours = part switch
                {
                    EntityPart.State => settings.States.GetValueOrDefault(entity.State!, entity.State!),
                    EntityPart.Version => entity.Version,
                    _ => entity.Key,
                };
                var theirs = JsonPlace.Text(JsonPlace.Find(document.RootElement, pointer));
                if (ours is not null && ours != theirs)
                {
                    return $"{pointer} is {(theirs is null ? "not there" : Observing.Printable.Of(theirs))} at {settings.Destination}, and {ours} here";
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return $"{settings.Destination} answered with no JSON";
        }
    }

    /// <summary>Sends the last event that went there again, unless this very run has: its step may have been made before.</summary>
    private async Task<(EventId? Sent, string? Fault)> RepairAsync(Reconciliation run, EntityDetail detail, CancellationToken stop)
    {
        if (StandingOf(detail) is not { } standing)
        {
            return (null, "nothing of it ever went there, so nothing is sent again");
        }

        var evt = standing.Delivery.EventId;
        if (detail.Deliveries.Any(delivery => delivery.Destination == settings.Destination && delivery.EventId == evt && delivery.Id.Value.CompareTo(run.Id.Value) > 0))
        {
            return (evt, null);
        }

        return await parts.Resend(evt, settings.Destination, stop) is { } refusal ? (null, $"not sent again: {refusal}") : (evt, null);
    }
}
