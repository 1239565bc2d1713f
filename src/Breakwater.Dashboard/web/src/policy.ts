import { counted } from './format';
import type { Destination } from './types';

/** The policy of a destination as one would say it. */
export function policy(one: Destination): string[] {
  const { retry, breaker } = one;
  if (!one.url || !retry) return ['It is not configured any more: what is still owed to it waits.'];
  const said = [`An attempt is ${one.method} ${one.url}, ${one.signed ? 'signed' : 'not signed'}${one.headers.length ? `, with ${one.headers.join(', ')}` : ''}. It may take ${one.timeout} in all, ${one.connectTimeout} of it to connect.`];
  said.push(retry.schedule
    ? `What fails is tried again after ${retry.schedule.join(', ')}, and then given up.`
    : `What fails is tried again: after ${retry.first} first, each time ${retry.factor} times as long, never longer than ${retry.max}; given up after ${counted(retry.maxAttempts, 'attempt', 'attempts')} or ${retry.giveUpAfter}.`);
  if (one.permanent.length) said.push(`These answers are final: ${one.permanent.join(', ')}, and every redirect.`);
  said.push(`At most ${one.concurrency} attempts at once${one.rate ? `, ${one.rate} on all nodes together` : ''}.`);
  said.push(breaker.state === 'off'
    ? 'It has no breaker.'
    : `The breaker opens when ${Math.round((breaker.failures ?? 0) * 100)} % of at least ${breaker.minimum} attempts in ${breaker.window} fail, and tries one again after ${breaker.open}.`);
  return said;
}
