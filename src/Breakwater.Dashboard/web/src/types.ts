// The shapes of the API under /v1, as far as the pages read them.

export interface Page<T> { items: T[]; next: string | null }

export type DeliveryState = 'waiting' | 'delivered' | 'dead' | 'stale' | 'cancelled';

export interface Delivery {
  id: string;
  destination: string;
  state: DeliveryState;
  waitingFor: string | null;
  attempts: number;
  nextAttemptAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
  settledAt: string | null;
  replay: string | null;
  order: string;
  supersededBy: string | null;
  conflictsWith: string | null;
}

export interface DeliveryLine extends Delivery { eventId: string; source: string; type: string | null; key: string | null }

export interface Attempt {
  number: number;
  startedAt: string;
  durationMs: number;
  node: string;
  outcome: string;
  status: number | null;
  error: string | null;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  responseHeaders: Record<string, string>;
  responseBody: string;
  decision: string;
}

export interface DeliveryDetail extends DeliveryLine { attemptLog: Attempt[] }

export interface EventLine {
  id: string;
  source: string;
  type: string | null;
  idempotencyId: string;
  key: string | null;
  version: string | null;
  occurredAt: string | null;
  receivedAt: string;
  duplicates: number;
  lastDuplicateAt: string | null;
  bodyLength: number;
  traceparent: string | null;
  deliveries: Delivery[];
}

export interface EventDetail extends EventLine { headers: Record<string, string>; body: string; bodyEncoding: string }

export interface Source {
  name: string;
  path: string;
  provider: string | null;
  scheme: string;
  maxBody: number;
  tolerance: string;
  answerStatus: number;
  secrets: number;
  events: number;
  duplicates: number;
  lastAt: string | null;
}

export interface Destination {
  name: string;
  url: string | null;
  method: string | null;
  headers: string[];
  signed: boolean;
  timeout: string | null;
  connectTimeout: string | null;
  retry: { maxAttempts: number; first: string; factor: number; max: string; giveUpAfter: string; schedule: string[] | null } | null;
  permanent: number[];
  concurrency: number;
  retired: boolean;
  counts: Record<DeliveryState, number>;
  inFlight: number;
  inMemory: number;
  oldestWaitingAt: string | null;
  attempts: number;
  successes: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  lastError: string | null;
  rate: string | null;
  pace: string | null;
  paceLowered: boolean;
  breaker: {
    state: string; since: string | null; until: string | null;
    failures: number | null; window: string | null; minimum: number | null; open: string | null;
  };
  holdUntil: string | null;
  paused: boolean;
  pausedSince: string | null;
}

export interface Stats {
  status: string;
  reasons: string[];
  events: number;
  duplicates: number;
  deliveries: Record<DeliveryState, number>;
  inFlight: number;
  oldestWaitingAt: string | null;
  lastEventAt: string | null;
  attempts: number;
  successes: number;
  sources: number;
  destinations: number;
}

export interface Rejection {
  number: number;
  at: string;
  source: string;
  status: number;
  code: string;
  reason: string;
  remoteAddress: string | null;
  bodyBytes: number;
  headerNames: string[];
}

export interface Replay {
  id: string | null;
  dryRun: boolean;
  state: string | null;
  createdAt: string | null;
  endedAt: string | null;
  total: number;
  done: number;
  deliveries: number;
  rate: string | null;
  to: string[] | null;
  filter: Record<string, string | null>;
}

export interface Node { name: string; number: number; self: boolean; since: string; leaseMs: number | null; shards: number; lagMs: number }

export interface EntityLine {
  type: string; key: string; state: string | null; version: string | null; drift: boolean;
  early: number; flagged: number; conflicts: number; undelivered?: number; changedAt: string;
}

export interface EntityDetail extends EntityLine {
  history: {
    number: number; eventId: string; source: string; type: string | null; state: string; version: string | null; receivedAt: string;
    verdict: string; why: string; waitsUntil: string | null; flagged: boolean; applied: number | null; judgedAt: string;
  }[];
  destinations: {
    destination: string; state: string; has: string | null; since: string | null; why: string | null; eventId: string; deliveryId: string;
  }[];
}

export interface Route {
  from: string[]; types: string[]; where: Record<string, string[]>; to: string[];
  entity: string | null; order: string; onDead: string; transform: string | null;
}

export interface Configuration {
  ingress: string; admin: string; store: string; keep: string; allow: string[];
  tokens: { name: string; role: string }[];
  routes: Route[];
  entities: { name: string; initial: string; transitions: Record<string, string[]>; wait: string; onTimeout: string }[];
}

export interface Notice {
  at: string;
  kind: string;
  eventId?: string;
  deliveryId?: string;
  replayId?: string;
  source?: string;
  type?: string;
  key?: string;
  destination?: string;
  attempt?: number;
  status?: number;
  durationMs?: number;
  text?: string;
  nextAttemptAt?: string;
}
