// Dead and failing deliveries, read page by page and bounded; what is beyond the bound is said, never hidden.
import { get, post } from './api';
import type { DeliveryLine, Page } from './types';

export const most = 2_000;

export async function all(find: Record<string, string>, abort: AbortSignal, bound = most): Promise<{ items: DeliveryLine[]; more: boolean }> {
  const items: DeliveryLine[] = [];
  let after: string | undefined;
  do {
    const page: Page<DeliveryLine> = await get<Page<DeliveryLine>>('v1/deliveries', { ...find, limit: 500, after }, abort);
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after && items.length < bound);
  return { items, more: !!after };
}

export interface Group { key: string; destination: string; state: string; cause: string; items: DeliveryLine[] }

/** One mistake is one line: numbers, ids and times that differ from case to case don't make a new cause. */
export function cause(delivery: DeliveryLine): string {
  const text = (delivery.lastError ?? '').replace(/\b(evt|dlv|call|rpl)_\w+/g, '…').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '…').replace(/\b[0-9a-f]{12,}\b/gi, '…');
  if (!delivery.lastStatus) return text || 'no attempt yet';
  return text.includes(String(delivery.lastStatus)) ? text : `${delivery.lastStatus}${text ? `: ${text}` : ''}`;
}

export function grouped(deliveries: DeliveryLine[]): Group[] {
  const groups = new Map<string, Group>();
  for (const delivery of deliveries) {
    const why = cause(delivery);
    const key = `${delivery.state} ${delivery.destination} ${why}`;
    const group = groups.get(key);
    if (group) group.items.push(delivery);
    else groups.set(key, { key, destination: delivery.destination, state: delivery.state, cause: why, items: [delivery] });
  }

  return [...groups.values()].sort((a, b) => Number(a.state !== 'dead') - Number(b.state !== 'dead') || b.items.length - a.items.length);
}

export interface Progress { done: number; refused: number; total: number; why?: string }

export type Verb = 'retry' | 'cancel';

/** Tries them again, or gives them up, a few at a time, and tells how far it is. */
export async function each(verb: Verb, deliveries: DeliveryLine[], abort: AbortSignal, told: (progress: Progress) => void): Promise<Progress> {
  const rest = [...deliveries];
  const progress: Progress = { done: 0, refused: 0, total: deliveries.length };
  const worker = async (): Promise<void> => {
    for (let one = rest.pop(); one && !abort.aborted; one = rest.pop()) {
      try {
        await post(`v1/deliveries/${one.id}/${verb}`);
        progress.done++;
      } catch (fault) {
        progress.refused++;
        progress.why = (fault as Error).message;
      }

      told({ ...progress });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return progress;
}
