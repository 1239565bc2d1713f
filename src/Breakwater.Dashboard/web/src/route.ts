// The address holds everything that a page shows: #/events?source=stripe&state=dead
import { computed, signal } from '@preact/signals';

export interface Place { path: string[]; query: URLSearchParams }

function read(): Place {
  const text = location.hash.replace(/^#\/?/, '');
  const cut = text.indexOf('?');
  const path = (cut < 0 ? text : text.slice(0, cut)).split('/').filter(Boolean).map(part => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  return { path, query: new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1)) };
}

export const place = signal(read());
export const pageName = computed(() => place.value.path[0] ?? 'overview');

addEventListener('hashchange', () => { place.value = read(); });

export function href(path: string[], query: Record<string, string | undefined> = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  const text = pairs.length === 0 ? '' : '?' + new URLSearchParams(pairs).toString();
  return '#/' + path.map(encodeURIComponent).join('/') + text;
}

export const go = (to: string): void => { location.hash = to; };

/** Changes filters where one is, without a step in the history for each letter typed. */
export function filter(changes: Record<string, string>): void {
  const query = Object.fromEntries(place.value.query);
  delete query.after;
  history.replaceState(null, '', href(place.value.path, { ...query, ...changes }));
  place.value = read();
}
