using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Storage;
using Breakwater.Verification.Listing;

namespace Breakwater.Reconciling;

/// <summary>
/// Looks through a platform's list of events, a page a step, and records those that no webhook brought. Lists repeat, skip and shift while
/// they are read: what was seen in this run is not looked at again, numbered pages are read until a pass brings nothing new, and a page that
/// repeats the one before it, or a cursor that was there, ends it.
/// </summary>
internal sealed class ListRun(SourceSettings source, ReconcileSettings settings, Inquiry inquiry, ReconcilingParts parts) : IRun
{
    private const int PassesMost = 5;

    private readonly EventList list = settings.List;
    private readonly ItemReader reader = new(source, settings.List);
    private readonly KnownItems known = new(source, settings.List.Match, parts);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> cursors = new(StringComparer.Ordinal);
    private IReadOnlyList<string> before = [];
    private (IReadOnlyList<string> Page, string? Cursor) step = ([], null);

    /// <inheritdoc />
    public async Task<Reconciliation> StepAsync(Reconciliation run, CancellationToken stop)
    {
        var position = ListPosition.Read(run.Position);
        if (run.Pages >= settings.MaxPages)
        {
            return Fail(run, string.Create(CultureInfo.InvariantCulture, $"the list has not ended after {settings.MaxPages} pages: raise maxPages, or ask for less with since"));
        }

        var address = ListAddress.Of(inquiry.Url, list, run.From, run.Until, position);
        var answer = await inquiry.AskAsync(address, stop);
        var page = answer.Fault is { } fault ? new ListPage([], null, fault) : ListPage.Read(answer.Body, answer.Headers, list, address);
        if (page.Fault is not null)
        {
            return Fail(run, page.Fault);
        }

        ListItem[] items = [.. page.Items.Select(reader.Read)];
        ListItem[] fresh = [.. items.Where(item => item.Said.Id is null || !seen.Contains(item.Said.Id)).DistinctBy(item => item.Said.Id ?? Guid(item))];
        ListItem[] within = [.. fresh.Where(item => !list.NewestFirst || item.Time is not { } at || at >= run.From)];
        var findings = new Findings();
        if (await CompareAsync(run, list.NewestFirst ? [.. within.Reverse()] : within, findings, stop) is { } outage)
        {
            return Fail(findings.AddTo(run), outage);
        }

        string[] ids = [.. items.Select(item => item.Name)];
        step = (ids, position.Cursor);
        var next = Next(run, position, page, items, fresh.Length > 0, ids);
        var after = findings.AddTo(run) with { Position = next?.Write() };
        return next is null ? after with { State = ReconciliationState.Done, EndedAt = parts.Clock.GetUtcNow() } : after;
    }

    /// <inheritdoc />
    public void Committed()
    {
        if (seen.Count < Limits.ReconciliationIds)
        {
            seen.UnionWith(step.Page);
        }

        before = step.Page;
        if (step.Cursor is not null)
        {
            cursors.Add(step.Cursor);
        }
    }

    private static string Guid(ListItem item) => Convert.ToHexString(item.Bytes);

    private static Reconciliation Fail(Reconciliation run, string why) => run with { State = ReconciliationState.Failed, Error = why };

    /// <summary>Where the next page is; null when this was the last one.</summary>
    private ListPosition? Next(Reconciliation run, ListPosition position, ListPage page, ListItem[] items, bool fresh, string[] ids)
    {
        var brought = position.Fresh || fresh;
        var past = list.NewestFirst && items is [.., { Time: { } last }] && last < run.From;
        var repeats = list.Next.Kind == NextKind.Page ? ids.Length > 0 && ids.SequenceEqual(before) : !fresh && page.Next is { } cursor && (cursor == position.Cursor || cursors.Contains(cursor));
        if (page.Next is not null && !past && !repeats)
        {
            return position with { Page = position.Page + 1, Fresh = brought, Cursor = page.Next.Length == 0 ? null : page.Next };
        }

        // Numbered pages shift while they are read: what slipped to a page that was read already is found in the next pass.
        var several = position.Page > (repeats || ids.Length == 0 ? 1 : 0);
        before = [];
        return list.Next.Kind == NextKind.Page && several && brought && position.Pass < PassesMost
            ? new ListPosition(position.Pass + 1, 0, Fresh: false, Cursor: null)
            : null;
    }

    /// <returns>Why it can't go on now, in words; null when all items were looked at.</returns>
    private async Task<string?> CompareAsync(Reconciliation run, IReadOnlyList<ListItem> items, Findings findings, CancellationToken stop)
    {
        foreach (var broken in items.Where(item => item.Fault is not null))
        {
            findings.Failed(broken.Name, broken.Fault!);
        }

        ListItem[] sound = [.. items.Where(item => item.Fault is null)];
        var found = await known.FindAsync(sound, run, stop);
        var recorded = new List<(ListItem Item, Task<Reception> Recording)>();
        string? outage = null;
        foreach (var item in sound.TakeWhile(_ => outage is null))
        {
            switch (found(item))
            {
                case Knowledge.Known:
                    findings.Known();
                    break;
                case Knowledge.Recovered recovered:
                    findings.Missed(item.Name, recovered.By);
                    break;
                default:
                    outage = await MissAsync(run, item, findings, recorded, stop);
                    break;
            }
        }

        await SettleAsync(recorded, findings);
        return outage;
    }

    private async Task<string?> MissAsync(
        Reconciliation run, ListItem item, Findings findings, List<(ListItem Item, Task<Reception> Recording)> recorded, CancellationToken stop)
    {
        if (run.DryRun)
        {
            findings.Missed(item.Name, null);
            return null;
        }

        ReadOnlyMemory<byte>? detail = null;
        if (list.Detail is not null)
        {
            if (reader.DetailOf(item) is not { } path)
            {
                findings.Failed(item.Name, "what its detail is asked with is not in it");
                return null;
            }

            var answer = await inquiry.AskAsync(ListAddress.Under(inquiry.Url, path), stop);
            if (answer.Fault is { } fault)
            {
                findings.Failed(item.Name, fault);
                return answer.IsAbsent ? null : fault;
            }

            detail = answer.Body;
        }

        if (reader.Recover(item, detail, run.Id, out var missing) is { } recovery)
        {
            recorded.Add((item, parts.Record(recovery, CancellationToken.None).AsTask()));
        }
        else
        {
            findings.Failed(item.Name, missing!);
        }

        return null;
    }

    /// <summary>Waits for the commits; where the store can't now, the whole step is made again.</summary>
    private static async Task SettleAsync(List<(ListItem Item, Task<Reception> Recording)> recorded, Findings findings)
    {
        string? unavailable = null;
        foreach (var (item, recording) in recorded)
        {
            switch (await recording)
            {
                case Reception.Recorded { Receipt: { Duplicate: true } }:
                    // Its webhook came at this very moment.
                    findings.Known();
                    break;
                case Reception.Recorded { Receipt: var receipt }:
                    findings.Missed(item.Name, receipt.Id);
                    break;
                case Reception.Refused refused:
                    findings.Failed(item.Name, refused.Reason);
                    break;
                case Reception.Unavailable reason:
                    unavailable = reason.Reason;
                    break;
            }
        }

        if (unavailable is not null)
        {
            throw new StoreUnavailableException(unavailable);
        }
    }
}
