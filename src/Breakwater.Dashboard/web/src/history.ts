// The last hour in ten-second slots, counted from what the stream tells, so that a chart never makes the server count anything.
import { signal } from '@preact/signals';
import type { Destination, Notice } from './types';

export const slotMs = 10_000;
export const slots = 360;

export interface Slot { recorded: number; duplicate: number; rejected: number; delivered: number; retrying: number; dead: number; ms: number; timed: number; slowest: number; counted: boolean }

const empty = (): Slot => ({ recorded: 0, duplicate: 0, rejected: 0, delivered: 0, retrying: 0, dead: 0, ms: 0, timed: 0, slowest: 0, counted: true });

/** Of everything (''), of a source ('s:stripe') and of a destination ('d:orders'), by the number of the slot. */
const series = new Map<string, Map<number, Slot>>();
const edges = new Map<string, number>();
let begun = Date.now();
let newest = '';

/** Grows when there is something new to draw. */
export const drawn = signal(0);

type Counter = Exclude<keyof Slot, 'counted'>;

const counters: Record<string, Counter> = {
  'event.recorded': 'recorded',
  'event.duplicate': 'duplicate',
  'event.rejected': 'rejected',
  'delivery.delivered': 'delivered',
  'delivery.retrying': 'retrying',
  'delivery.dead': 'dead',
};

function slot(name: string, number: number): Slot {
  let one = series.get(name);
  if (!one) series.set(name, (one = new Map()));
  let found = one.get(number);
  if (!found) one.set(number, (found = empty()));
  if (one.size > slots + 60) for (const old of one.keys()) if (old < number - slots) one.delete(old);
  return found;
}

function add(name: string, number: number, counter: Counter, notice: Notice): void {
  const here = slot(name, number);
  here[counter]++;
  if (notice.durationMs === undefined) return;
  here.ms += notice.durationMs;
  here.timed++;
  here.slowest = Math.max(here.slowest, notice.durationMs);
}

export function remember(batch: Notice[]): void {
  let any = false;
  for (const notice of batch) {
    const counter = counters[notice.kind];
    const at = Date.parse(notice.at);
    if (!newest && at < begun) begun = Math.max(at, begun - slots * slotMs);
    newest = notice.at;
    if (!counter) continue;
    any = true;
    const number = Math.floor(at / slotMs);
    add('', number, counter, notice);
    if (notice.source && notice.kind.startsWith('event.')) add(`s:${notice.source}`, number, counter, notice);
    if (notice.destination) add(`d:${notice.destination}`, number, counter, notice);
    if (notice.kind === 'delivery.delivered' && notice.source && notice.destination) {
      const edge = `${notice.source} ${notice.destination}`;
      edges.set(edge, (edges.get(edge) ?? 0) + 1);
    }
  }

  if (any) drawn.value++;
}

/** Since when this page, or the server before it, has counted. */
export const countedSince = (): number => begun;

export const edgeCount = (source: string, destination: string): number => edges.get(`${source} ${destination}`) ?? 0;

/** The slots of the last minutes, oldest first; a slot in which nothing happened is there, too. */
export function recent(name: string, minutes: number, now: number): { times: number[]; slots: Slot[] } {
  const last = Math.floor(now / slotMs);
  const first = last - (minutes * 60_000) / slotMs + 1;
  const one = series.get(name);
  const times: number[] = [];
  const found: Slot[] = [];
  for (let number = first; number <= last; number++) {
    times.push((number * slotMs) / 1000);
    found.push(one?.get(number) ?? { ...empty(), counted: (number + 1) * slotMs > begun });
  }

  return { times, slots: found };
}

const summed: Counter[] = ['recorded', 'duplicate', 'rejected', 'delivered', 'retrying', 'dead', 'ms', 'timed'];

interface Backlog { waiting: number; held: boolean }

const backlogs = new Map<string, Map<number, Backlog>>();

/** Keeps what a list of destinations said of their backlogs. */
export function sample(destinations: Destination[]): void {
  const number = Math.floor(Date.now() / slotMs);
  for (const { name, counts, breaker, paused } of destinations) {
    let one = backlogs.get(name);
    if (!one) backlogs.set(name, (one = new Map()));
    one.set(number, { waiting: counts.waiting, held: paused || breaker.state === 'open' || breaker.state === 'half-open' });
    one.delete(number - slots);
  }

  drawn.value++;
}

/** What was seen of a backlog; where nobody looked, what was seen before, for a while. */
export function backlog(destination: string, minutes: number, now: number): { times: number[]; seen: (Backlog | undefined)[] } {
  const last = Math.floor(now / slotMs);
  const one = backlogs.get(destination);
  const times: number[] = [];
  const seen: (Backlog | undefined)[] = [];
  for (let number = last - (minutes * 60_000) / slotMs + 1; number <= last; number++) {
    times.push((number * slotMs) / 1000);
    seen.push(one?.get(number) ?? one?.get(number - 1) ?? one?.get(number - 2));
  }

  return { times, seen };
}

export function total(name: string, minutes: number, now: number): Slot {
  return recent(name, minutes, now).slots.reduce((sum, slot) => {
    for (const counter of summed) sum[counter] += slot[counter];
    return sum;
  }, empty());
}
