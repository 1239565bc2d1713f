// Shared by all tabs of one browser: a browser allows six connections to a host, and each open stream would take one.
import type { Notice } from '../types';
import { Connection, type LiveState } from './connection';

export type ToWorker = { say: 'join'; url: string; token: string } | { say: 'leave' };
export type FromWorker = { say: 'notices'; batch: Notice[]; gap: boolean } | { say: 'state'; state: LiveState };

const held = 4_096;
const ports = new Set<MessagePort>();
let connection: Connection | undefined;
let token = '';
let state: LiveState = { kind: 'connecting' };
let recent: Notice[] = []; // What a tab that joins later has missed, as far as the server itself would hold it.

function tell(message: FromWorker): void {
  for (const port of ports) port.postMessage(message);
}

function join(port: MessagePort, url: string, shown: string): void {
  const known = ports.has(port);
  ports.add(port);
  if (!connection) {
    token = shown;
    connection = new Connection(url, token, {
      notices(batch, gap) {
        recent = recent.concat(batch).slice(-held);
        tell({ say: 'notices', batch, gap });
      },
      state(next) {
        state = next;
        tell({ say: 'state', state });
      },
    });
    connection.start();
    return;
  }

  if (!known) port.postMessage({ say: 'notices', batch: recent, gap: false } satisfies FromWorker);
  if (shown !== token && shown) {
    token = shown;
    connection.renew(token);
  } else {
    port.postMessage({ say: 'state', state } satisfies FromWorker);
  }
}

function leave(port: MessagePort): void {
  ports.delete(port);
  if (ports.size > 0) return;
  connection?.stop();
  connection = undefined;
  recent = [];
}

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = event => {
  const port = event.ports[0]!;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.say === 'join') join(port, data.url, data.token);
    else leave(port);
  };
};
