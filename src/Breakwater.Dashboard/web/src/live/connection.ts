// One connection to /v1/stream: server-sent events read by fetch, because an EventSource can't carry a token.
import type { Notice } from '../types';

export type LiveState = { kind: 'connecting' | 'live' | 'unauthorized' } | { kind: 'disconnected'; since: number; why: string };

export interface Listener { notices(batch: Notice[], gap: boolean): void; state(state: LiveState): void }

const batchMs = 200;
const batchMost = 2_000;
const silenceMs = 40_000; // The server says something at least every 15 seconds.
const waits = [500, 1_000, 2_000, 5_000, 10_000];

export class Connection {
  private abort: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = '0'; // From the beginning of what the server still holds: it fills the charts.
  private batch: Notice[] = [];
  private gap = false;
  private flushing: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private since = 0;

  constructor(private readonly url: string, private token: string, private readonly listener: Listener) {}

  start(): void {
    this.stop();
    void this.run();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = undefined;
  }

  renew(token: string): void {
    this.token = token;
    this.failures = 0;
    this.start();
  }

  private async run(): Promise<void> {
    const abort = (this.abort = new AbortController());
    if (!this.since) this.listener.state({ kind: 'connecting' });
    let why = 'the connection ended';
    try {
      const headers: Record<string, string> = { 'Last-Event-ID': this.last };
      if (this.token) headers.Authorization = `Bearer ${this.token}`;
      const response = await fetch(this.url, { headers, signal: abort.signal, cache: 'no-store' });
      if (response.status === 401) return this.listener.state({ kind: 'unauthorized' });
      if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
      await this.read(response.body.getReader(), abort);
    } catch (fault) {
      why = fault instanceof TypeError ? 'the server does not answer' : String((fault as Error).message ?? fault);
    }

    if (this.abort !== abort) return;
    this.since ||= Date.now();
    this.listener.state({ kind: 'disconnected', since: this.since, why });
    const wait = waits[Math.min(this.failures++, waits.length - 1)]!;
    this.timer = setTimeout(() => void this.run(), wait * (0.75 + Math.random() / 2));
  }

  private async read(reader: ReadableStreamDefaultReader<Uint8Array>, abort: AbortController): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const silence = setTimeout(() => abort.abort(new Error('the server was silent')), silenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      if (this.failures || !this.live) this.opened();
      rest += decoder.decode(value, { stream: true }).replace(/\r/g, '');
      for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) this.take(rest.slice(0, end));
    }
  }

  private live = false;

  private opened(): void {
    this.live = true;
    this.failures = 0;
    this.since = 0;
    this.listener.state({ kind: 'live' });
  }

  private take(block: string): void {
    let kind = '';
    let data = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('id:')) this.last = line.slice(3).trim();
      else if (line.startsWith('event:')) kind = line.slice(6).trim();
      else if (line.startsWith('data:')) data += line.slice(5).trim();
    }

    if (kind === 'heartbeat' || !data) return;
    if (kind === 'gap') this.gap = true;
    else this.batch.push(JSON.parse(data) as Notice);
    if (this.batch.length > batchMost) {
      this.batch.splice(0, this.batch.length - batchMost);
      this.gap = true;
    }

    this.flushing ??= setTimeout(() => this.flush(), batchMs);
  }

  private flush(): void {
    this.flushing = undefined;
    const [batch, gap] = [this.batch, this.gap];
    this.batch = [];
    this.gap = false;
    this.listener.notices(batch, gap);
  }
}
