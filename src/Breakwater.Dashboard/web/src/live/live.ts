// This tab's end of the stream: through the shared worker, or by a connection of its own where there is none.
import { effect, signal } from '@preact/signals';
import { apiRoot, token, tokenWanted } from '../api';
import { remember } from '../history';
import type { Notice } from '../types';
import { Connection, type LiveState } from './connection';
import type { FromWorker, ToWorker } from './worker';

export const live = signal<LiveState>({ kind: 'connecting' });

/** Grows with every batch of notices, and after every time without a connection. */
export const pulse = signal(0);

/** The last notices, newest first. */
export const latest = signal<Notice[]>([]);

const shown = 200;
const url = apiRoot + 'v1/stream';

function notices(batch: Notice[], gap: boolean): void {
  remember(batch);
  if (batch.length === 0 && !gap) return;
  latest.value = batch.slice(-shown).reverse().concat(latest.peek()).slice(0, shown);
  pulse.value++;
}

function changed(state: LiveState): void {
  const was = live.peek().kind;
  live.value = state;
  if (state.kind === 'unauthorized' && !tokenWanted.peek()) tokenWanted.value = 'The server wants a token.';
  if (state.kind === 'live' && was === 'disconnected') pulse.value++;
}

function throughWorker(): void {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: `breakwater ${url}` });
  const say = (message: ToWorker): void => worker.port.postMessage(message);
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.say === 'notices') notices(data.batch, data.gap);
    else changed(data.state);
  };
  effect(() => say({ say: 'join', url, token: token.value }));
  addEventListener('pagehide', () => say({ say: 'leave' }));
  addEventListener('pageshow', event => { if (event.persisted) say({ say: 'join', url, token: token.peek() }); });
}

function alone(): void {
  const connection = new Connection(url, token.peek(), { notices, state: changed });
  effect(() => connection.renew(token.value));
}

export function startLive(): void {
  if (typeof SharedWorker === 'undefined') alone();
  else throughWorker();
}
