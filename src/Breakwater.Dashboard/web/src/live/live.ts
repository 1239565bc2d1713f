// This tab's end of the stream: through the shared worker, or by a connection of its own where there is none.
import { effect, signal } from '@preact/signals';
import { apiRoot, refuseToken, token } from '../api';
import { remember } from '../history';
import type { Notice } from '../types';
import { Connection, type LiveState } from './connection';
import type { FromWorker, ToWorker } from './worker';

export const live = signal<LiveState>({ kind: 'connecting' });

/** What just happened; with a gap, something may have that nobody told. */
export const news = signal<{ batch: Notice[]; gap: boolean }>({ batch: [], gap: false });

const url = apiRoot + 'v1/stream';

function notices(batch: Notice[], gap: boolean): void {
  remember(batch);
  if (batch.length > 0 || gap) news.value = { batch, gap };
}

function changed(state: LiveState): void {
  const was = live.peek().kind;
  live.value = state;
  if (state.kind === 'unauthorized') refuseToken();
  if (state.kind === 'live' && was === 'disconnected') news.value = { batch: [], gap: true };
}

function throughWorker(): void {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: `breakwater ${url}` });
  const say = (message: ToWorker): void => worker.port.postMessage(message);
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.say === 'notices') notices(data.batch, data.gap);
    else if (data.state.kind !== 'unauthorized' || data.number === number) changed(data.state); // Else it is about the token before.
  };
  let number = 0;
  effect(() => say({ say: 'join', url, token: token.value, number: ++number }));
  addEventListener('pagehide', () => say({ say: 'leave' }));
  addEventListener('pageshow', event => { if (event.persisted) say({ say: 'join', url, token: token.peek(), number }); });
}

function alone(): void {
  const connection = new Connection(url, token.peek(), { notices, state: changed });
  effect(() => connection.renew(token.value));
}

export function startLive(): void {
  if (typeof SharedWorker === 'undefined') alone();
  else throughWorker();
}
