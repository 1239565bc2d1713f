// What a page says of a destination in one word, and what a person should look at first.
import { count, counted, span } from './format';
import type { Destination, Rejection, Stats } from './types';
import type { Tone } from './ui/parts';

export interface Concern { tone: Tone; text: string; to: string[]; query?: Record<string, string>; command: string }

const oldMs = 5 * 60_000;

export function waitsFor(destination: Destination, now: number): number {
  return destination.oldestWaitingAt ? now - Date.parse(destination.oldestWaitingAt) : 0;
}

export function condition(destination: Destination, now: number): { word: string; tone: Tone } {
  if (destination.paused) return { word: 'paused', tone: 'warn' };
  if (destination.breaker.state === 'open') return { word: 'left alone', tone: 'bad' };
  if (destination.breaker.state === 'half-open') return { word: 'probed', tone: 'warn' };
  if (destination.attempts > 0 && destination.successes === 0) return { word: 'failing', tone: 'bad' };
  if (destination.attempts > destination.successes) return { word: 'partly failing', tone: 'warn' };
  if (destination.counts.waiting > 0 && waitsFor(destination, now) > oldMs) return { word: 'behind', tone: 'warn' };
  if (destination.retired) return { word: 'retired', tone: 'quiet' };
  return destination.attempts > 0 ? { word: 'well', tone: 'good' } : { word: 'quiet', tone: 'quiet' };
}

function ofDestination(destination: Destination, now: number): Concern[] {
  const { name, counts, breaker } = destination;
  const found: Concern[] = [];
  if (counts.dead > 0) {
    found.push({ tone: 'bad', text: `${name}: ${counted(counts.dead, 'dead letter', 'dead letters')}`, to: ['problems'], query: { destination: name }, command: `breakwater dead --destination ${name}` });
  }

  if (breaker.state === 'open' || breaker.state === 'half-open') {
    const until = breaker.until ? `, tried again in ${span(Date.parse(breaker.until) - now)}` : '';
    found.push({ tone: 'bad', text: `${name}: its breaker is ${breaker.state}${until}; ${destination.lastError ?? ''}`, to: ['destinations', name], command: `breakwater destinations ${name}` });
  } else if (destination.attempts > 0 && destination.successes === 0) {
    found.push({ tone: 'bad', text: `${name}: no attempt of the last 5 minutes succeeded; ${destination.lastError ?? ''}`, to: ['destinations', name], command: `breakwater destinations ${name}` });
  }

  if (destination.paused) {
    found.push({ tone: 'warn', text: `${name}: paused by a person, ${count(counts.waiting)} waiting`, to: ['destinations', name], command: `breakwater resume ${name}` });
  } else if (counts.waiting > 0 && waitsFor(destination, now) > oldMs) {
    found.push({ tone: 'warn', text: `${name}: the oldest of ${count(counts.waiting)} waiting is ${span(waitsFor(destination, now))} old`, to: ['events'], query: { destination: name, state: 'waiting' }, command: `breakwater deliveries --destination ${name} --state waiting` });
  }

  return found;
}

/** What needs a person, the worst first. */
export function concerns(stats: Stats, destinations: Destination[], rejections: Rejection[], now: number): Concern[] {
  const found = destinations.flatMap(destination => ofDestination(destination, now));
  for (const reason of stats.reasons) {
    if (!destinations.some(({ name }) => reason.includes(name))) found.unshift({ tone: 'bad', text: reason, to: ['configuration'], command: 'breakwater doctor' });
  }

  const refused = rejections.filter(rejection => now - Date.parse(rejection.at) < 3_600_000);
  for (const source of new Set(refused.map(rejection => rejection.source))) {
    const mine = refused.filter(rejection => rejection.source === source);
    found.push({ tone: 'warn', text: `${source}: ${mine.length >= 100 ? 'at least ' : ''}${counted(mine.length, 'arrival', 'arrivals')} refused in the last hour; ${mine[0]!.reason}`, to: ['rejected'], query: { source }, command: `breakwater tail` });
  }

  return found.sort((a, b) => Number(a.tone !== 'bad') - Number(b.tone !== 'bad'));
}
