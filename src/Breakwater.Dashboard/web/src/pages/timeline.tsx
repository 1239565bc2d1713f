// The journey of one event, in the order in which things happened, and what happens next.
import type { ComponentChildren } from 'preact';
import { counted, milliseconds } from '../format';
import { place } from '../route';
import type { Attempt, DeliveryDetail, EventDetail } from '../types';
import { now } from '../ui/data';
import { Badge, Headers, Id, Raw, When, Words, type Tone } from '../ui/parts';

interface Step { at: string; key: string; tone: Tone; what: ComponentChildren; more?: ComponentChildren }

function arrival(event: EventDetail): Step[] {
  const steps: Step[] = [];
  if (event.occurredAt) steps.push({ at: event.occurredAt, key: 'happened', tone: 'quiet', what: <>happened at the platform</> });
  steps.push({ at: event.receivedAt, key: 'received', tone: 'good', what: <>arrived from <b>{event.source}</b>, and was recorded with {counted(event.deliveries.length, 'delivery', 'deliveries')}</> });
  if (event.duplicates > 0 && event.lastDuplicateAt) {
    steps.push({ at: event.lastDuplicateAt, key: 'again', tone: 'quiet', what: <>came again, {counted(event.duplicates, 'time', 'times')} in all; counted, and delivered no second time</> });
  }

  return steps;
}

function Exchange({ attempt }: { attempt: Attempt }) {
  return (
    <div class="exchange">
      <div>
        <h3>Request</h3>
        <Headers headers={attempt.requestHeaders} label="Request headers" />
        {attempt.requestBody === undefined ? <p class="faint">The event’s body, byte for byte.</p> : <Raw text={attempt.requestBody} label="Request body, made by the transform" />}
      </div>
      <div>
        <h3>Answer {attempt.status}</h3>
        {attempt.status === null ? <p class="faint">No answer: {attempt.error}</p> : <><Headers headers={attempt.responseHeaders} label="Response headers" /><Raw text={attempt.responseBody} label="Response body" /></>}
      </div>
    </div>
  );
}

const outcomes: Record<string, Tone> = { success: 'good', retryable: 'warn', ambiguous: 'warn', permanent: 'bad' };

function attempts(delivery: DeliveryDetail): Step[] {
  return delivery.attemptLog.map(attempt => ({
    at: attempt.startedAt,
    key: `${delivery.id} ${attempt.number}`,
    tone: outcomes[attempt.outcome] ?? 'quiet',
    what: (
      <>
        attempt {attempt.number} to <b>{delivery.destination}</b> <Badge word={attempt.outcome} /> {attempt.status ?? attempt.error}
        {' '}<span class="faint">in {milliseconds(attempt.durationMs)}, node {attempt.node}: {attempt.decision}</span>
      </>
    ),
    more: <Exchange attempt={attempt} />,
  }));
}

function settled(delivery: DeliveryDetail): Step[] {
  if (!delivery.settledAt || delivery.state === 'delivered') return [];
  const why = delivery.state === 'stale' ? <>, because a newer event was there: <Id id={delivery.supersededBy ?? ''} link={['events', delivery.supersededBy ?? '']} /></> : null;
  return [{
    at: delivery.settledAt,
    key: `${delivery.id} end`,
    tone: delivery.state === 'dead' ? 'bad' : 'quiet',
    what: <>the delivery to <b>{delivery.destination}</b> ended <Badge word={delivery.state} />{why}</>,
  }];
}

function next(delivery: DeliveryDetail): ComponentChildren {
  return (
    <li key={`${delivery.id} next`} class="busy next">
      <div class="step">{delivery.nextAttemptAt && Date.parse(delivery.nextAttemptAt) > now.value ? <When at={delivery.nextAttemptAt} bare /> : <span class="faint">next</span>}
        <p>the delivery to <b>{delivery.destination}</b> waits for <Words text={delivery.waitingFor} /></p>
      </div>
    </li>
  );
}

export function Timeline({ event, deliveries }: { event: EventDetail; deliveries: DeliveryDetail[] }) {
  const steps = [...arrival(event), ...deliveries.flatMap(attempts), ...deliveries.flatMap(settled)].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const wanted = place.value.query.get('delivery');
  const lastFailed = [...steps].reverse().find(step => step.more && step.tone !== 'good')?.key;
  return (
    <ol class="timeline">
      {steps.map(step => (
        <li key={step.key} class={step.tone}>
          <div class="step">
            <When at={step.at} bare />
            {step.more
              ? <details open={step.key === lastFailed || (!!wanted && step.key.startsWith(wanted))}><summary>{step.what}</summary>{step.more}</details>
              : <p>{step.what}</p>}
          </div>
        </li>
      ))}
      {deliveries.filter(delivery => delivery.state === 'waiting').map(next)}
    </ol>
  );
}
