import { shell } from './format';
import type { EventDetail } from './types';

// What curl says by itself, and what belongs to one connection.
const own = /^(host|content-length|connection|transfer-encoding|accept-encoding|expect|user-agent|accept)$/i;

/** The arrival again, as a command: the same headers and the same bytes. */
export function curl(event: EventDetail, ingress: string | undefined): string {
  const address = `${(ingress ?? 'http://localhost:8080').replace('0.0.0.0', 'localhost').replace('[::]', 'localhost')}/in/${event.source}`;
  const headers = Object.entries(event.headers).filter(([name]) => !own.test(name)).map(([name, value]) => `  -H ${shell(`${name}: ${value}`)}`);
  const body = event.bodyEncoding === 'base64' ? '  --data-binary @-' : `  --data-binary ${shell(event.body)}`;
  const command = [`curl -X POST ${shell(address)}`, ...headers, body].join(' \\\n');
  return event.bodyEncoding === 'base64' ? `printf %s ${shell(event.body)} | base64 -d | ${command}` : command;
}
