// The one way to the API. A token is asked for only when the API answers 401, and kept in this tab's session storage only.
import { signal } from '@preact/signals';

const meta = document.querySelector('meta[name=breakwater-api]')?.getAttribute('content') ?? './';

/** Where the API is. Seen from Vite's own server the placeholder is still there. */
export const apiRoot = new URL(meta.startsWith('{') ? './' : meta, document.baseURI.replace(/[#?].*$/, '')).href;

const tokenKey = 'breakwater-token';

export const token = signal(sessionStorage.getItem(tokenKey) ?? '');

/** What the API said of the token; empty when it is content. */
export const tokenWanted = signal('');

export function useToken(text: string): void {
  token.value = text;
  if (text) sessionStorage.setItem(tokenKey, text);
  else sessionStorage.removeItem(tokenKey);
  tokenWanted.value = '';
}

/** The server does not take what was shown: it has to be asked for. */
export function refuseToken(): void {
  tokenWanted.value = token.peek() ? 'This token is not known.' : 'The server wants a token.';
}

/** An error that the API answered with, in its words (RFC 9457). */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) {
    super(detail);
  }
}

export type Query = Record<string, string | number | undefined>;

export function queryText(query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0 ? '' : '?' + new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
}

async function call(method: string, path: string, body: unknown, abort?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {};
  const shown = token.value;
  if (shown) headers.Authorization = `Bearer ${shown}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(apiRoot + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: abort ?? null });
  } catch (fault) {
    if (abort?.aborted) throw fault;
    throw new Problem(0, 'not-reachable', 'The server does not answer.');
  }

  if (response.ok) return response;
  const problem: { code?: string; detail?: string } = await response.json().catch(() => ({}));
  const detail = problem.detail ?? `The server answered ${response.status}.`;
  if (response.status === 401 && shown === token.value) refuseToken();
  throw new Problem(response.status, problem.code ?? '', detail);
}

export async function get<T>(path: string, query: Query = {}, abort?: AbortSignal): Promise<T> {
  return (await call('GET', path + queryText(query), undefined, abort)).json() as Promise<T>;
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  return (await call('POST', path, body)).json() as Promise<T>;
}

export const segment = (text: string): string => encodeURIComponent(text);
