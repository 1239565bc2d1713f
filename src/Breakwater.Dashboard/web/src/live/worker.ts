// Shared by all tabs of one browser: a browser allows six connections to a host, and each open stream would take one.
import type { Notice } from '../types';
import { Connection, type LiveState } from './connection';

/** A tab says what it would show; the number says which of its joins an answer is for. */
export type ToWorker = { say: 'join'; url: string; token: string; number: number } | { say: 'leave' };
export type FromWorker = { say: 'notices'; batch: Notice[]; gap: boolean } | { say: 'state'; state: LiveState; number: number };

const held = 4_096;
const tabs = new Map<MessagePort, { token: string; number: number }>();
const refused = new Set<string>();
let connection: Connection | undefined;
let token = '';
let state: LiveState = { kind: 'connecting' };
let recent: Notice[] = []; // What a tab that joins later has missed, as far as the server itself would hold it.

function tellState(port: MessagePort): void {
  const number = tabs.get(port)?.number ?? 0;
  port.postMessage({ say: 'state', state, number } satisfies FromWorker);
}

function notices(batch: Notice[], gap: boolean): void {
  recent = recent.concat(batch).slice(-held);
  for (const port of tabs.keys()) port.postMessage({ say: 'notices', batch, gap } satisfies FromWorker);
}

/** One tab's wrong token is no reason for the others to lose the stream. */
function changed(next: LiveState): void {
  state = next;
  if (state.kind !== 'unauthorized') return tabs.forEach((_, port) => tellState(port));
  refused.add(token);
  for (const [port, tab] of tabs) if (tab.token === token) tellState(port);
  const other = [...tabs.values()].find(tab => !refused.has(tab.token));
  if (other) use(other.token);
}

function use(next: string): void {
  token = next;
  connection!.renew(token);
}

function join(port: MessagePort, url: string, shown: string, number: number): void {
  const known = tabs.has(port);
  tabs.set(port, { token: shown, number });
  refused.delete(shown);
  if (!connection) {
    token = shown;
    connection = new Connection(url, token, { notices, state: changed });
    connection.start();
    return;
  }

  if (!known) port.postMessage({ say: 'notices', batch: recent, gap: false } satisfies FromWorker);
  if (shown !== token && (state.kind === 'unauthorized' || !token)) use(shown);
  else if (state.kind === 'unauthorized' && known) use(shown);
  else tellState(port);
}

function leave(port: MessagePort): void {
  tabs.delete(port);
  if (tabs.size > 0) return;
  connection?.stop();
  connection = undefined;
  state = { kind: 'connecting' };
  recent = [];
  refused.clear();
}

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = event => {
  const port = event.ports[0]!;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.say === 'join') join(port, data.url, data.token, data.number);
    else leave(port);
  };
};
