// The keyboard: / searches, j and k walk through a list, ? lists the keys, g and a letter goes to a page.
import { signal } from '@preact/signals';
import { go } from './route';
import { paused } from './ui/data';
import { turn } from './theme';

export const helpShown = signal(false);

export const pagesByKey: Record<string, string> = {
  o: 'overview', e: 'events', d: 'destinations', p: 'problems', r: 'rejected', n: 'entities', t: 'routes', y: 'replays', s: 'nodes', c: 'configuration',
};

let leading = false;

function walk(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))]!;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && typing(event.target)) (event.target as HTMLElement).blur();
  if (typing(event.target) || document.querySelector('dialog[open]')) return;
  if (leading) {
    leading = false;
    const page = pagesByKey[event.key];
    if (page) go(`#/${page}`);
    return;
  }

  switch (event.key) {
    case '/': document.getElementById('search')?.focus(); break;
    case 'j': walk(1); break;
    case 'k': walk(-1); break;
    case 'g': leading = true; break;
    case ' ': return;
    case 'p': paused.value = !paused.value; break;
    case 't': turn(); break;
    case '?': helpShown.value = true; break;
    default: return;
  }

  event.preventDefault();
}

export function startKeys(): void {
  addEventListener('keydown', pressed);
}
