// What a page shows, asked of the API again whenever something happened, and at most every second and a half.
import { signal } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { news } from '../live/live';
import { token } from '../api';
import type { Notice } from '../types';

export const now = signal(Date.now());
setInterval(() => { now.value = Date.now(); }, 1000);

/** Every page stands still while this is on. */
export const paused = signal(false);

export interface Loaded<T> { data: T | undefined; fault: Error | undefined; loading: boolean; reload: () => void }

/** When to ask again: never, at what happens at all, or at what concerns the page; and how far apart at least. */
export interface Follow { on?: boolean; apartMs?: number; concerns?: (notice: Notice) => boolean }

const anywayMs = 10_000;

export function useData<T>(load: (abort: AbortSignal) => Promise<T>, wanted: unknown[], follow: Follow = {}): Loaded<T> {
  const { on = true, apartMs = 1_500 } = follow;
  const concerns = useRef(follow.concerns);
  concerns.current = follow.concerns;
  const [state, setState] = useState<{ data: T | undefined; fault: Error | undefined; loading: boolean }>({ data: undefined, fault: undefined, loading: true });
  const running = useRef<AbortController | undefined>(undefined);
  const current = useRef(load);
  current.current = load;

  const reload = useCallback(() => {
    running.current?.abort();
    const abort = (running.current = new AbortController());
    current.current(abort.signal).then(
      data => { if (!abort.signal.aborted) setState({ data, fault: undefined, loading: false }); },
      fault => { if (!abort.signal.aborted) setState(old => ({ data: old.data, fault: fault as Error, loading: false })); },
    ).finally(() => { if (running.current === abort) running.current = undefined; });
  }, []);

  useEffect(() => {
    setState(old => ({ ...old, loading: true }));
    reload();
    return () => running.current?.abort();
  }, [...wanted, token.value]);

  useEffect(() => {
    if (!on) return undefined;
    let last = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const due = (): void => {
      timer = undefined;
      if (document.hidden || paused.peek()) return;
      last = Date.now();
      if (!running.current) reload();
    };
    const stop = news.subscribe(({ batch, gap }) => {
      if (!gap && !(concerns.current ? batch.some(concerns.current) : batch.length > 0)) return;
      timer ??= setTimeout(due, Math.max(100, last + apartMs - Date.now()));
    });
    const anyway = setInterval(() => { if (Date.now() - last >= anywayMs) due(); }, anywayMs);
    const seen = (): void => { if (!document.hidden) due(); };
    document.addEventListener('visibilitychange', seen);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(anyway);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [on, apartMs]);

  return { ...state, reload };
}
