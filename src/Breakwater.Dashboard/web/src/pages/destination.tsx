import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { get, post, segment } from '../api';
import { count, milliseconds, share, span } from '../format';
import { condition, waitsFor } from '../health';
import { sample } from '../history';
import { policy } from '../policy';
import { href, place } from '../route';
import type { DeliveryLine, Destination, Page } from '../types';
import { now, useData } from '../ui/data';
import { act } from '../ui/notes';
import { Badge, Empty, Facts, Fault, Panel, Twin, When, Words } from '../ui/parts';
import { Charts } from './overview';
import { RetryAll } from './retry';

interface Whole { one: Destination; waiting: DeliveryLine[] }

async function load(name: string, abort: AbortSignal): Promise<Whole> {
  const [one, waiting] = await Promise.all([
    get<Destination>(`v1/destinations/${segment(name)}`, {}, abort),
    get<Page<DeliveryLine>>('v1/deliveries', { destination: name, state: 'waiting', limit: 10 }, abort),
  ]);
  sample([one]);
  return { one, waiting: waiting.items };
}

function Backlog({ one, waiting }: Whole) {
  if (waiting.length === 0) return <Empty>Nothing waits for it.</Empty>;
  return (
    <>
      <table class="list" aria-label="Waiting, newest first">
        <thead><tr><th>Event</th><th>Key</th><th class="number">Attempts</th><th>Waits for</th><th>Next attempt</th><th>Last error</th></tr></thead>
        <tbody>
          {waiting.map(delivery => (
            <tr key={delivery.id}>
              <td><a data-row href={href(['events', delivery.eventId], { delivery: delivery.id })}>{delivery.type ?? delivery.eventId}</a> <span class="faint">{delivery.source}</span></td>
              <td><code>{delivery.key ?? ''}</code></td>
              <td class="number">{delivery.attempts}</td>
              <td><Words text={delivery.waitingFor} /></td>
              <td><When at={delivery.nextAttemptAt} /></td>
              <td>{delivery.lastError}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {one.counts.waiting > waiting.length && <p><a href={href(['events'], { destination: one.name, state: 'waiting' })}>All {count(one.counts.waiting)} that wait</a></p>}
    </>
  );
}

export function DestinationPage() {
  const name = place.value.path[1]!;
  const [asking, setAsking] = useState(false);
  const { data, fault, reload } = useData(abort => load(name, abort), [name]);
  const at = now.value;
  const verb = data?.one.paused ? 'resume' : 'pause';
  const turn = async (): Promise<void> => {
    await act(verb === 'pause' ? `${name} is paused: everything for it is held.` : `${name} goes on, gently.`, () => post(`v1/destinations/${segment(name)}/${verb}`));
    reload();
  };
  if (!data) return <><div class="title"><h1>{name}</h1></div>{fault ? <Fault fault={fault} /> : <p class="faint">Loading…</p>}</>;
  const { one } = data;
  const state = condition(one, at);
  return (
    <>
      <div class="title"><h1>{one.name} <Badge word={state.word} tone={state.tone} /></h1><Twin command={`breakwater destinations ${one.name}`} /></div>
      <Fault fault={fault} />
      <div class="actions">
        <button type="button" class={one.paused ? 'primary' : ''} onClick={() => void turn()}>{one.paused ? 'Resume' : 'Pause'}</button>
        <Twin command={`breakwater ${verb} ${one.name}`} />
        <button type="button" disabled={one.counts.dead === 0} onClick={() => setAsking(true)}>Retry all dead</button>
        <Twin command={`breakwater retry --dead --destination ${one.name}`} />
      </div>
      <Facts facts={[
        ['Delivered', count(one.counts.delivered)],
        ['Waiting', <>{count(one.counts.waiting)}{one.counts.waiting > 0 && `, the oldest ${span(waitsFor(one, at))}`}</>],
        ['Under way', count(one.inFlight)],
        ['Dead', one.counts.dead ? <a class="bad-text" href={href(['problems'], { destination: one.name })}>{count(one.counts.dead)}</a> : '0'],
        ['Success, 5 min', `${share(one.successes, one.attempts)} of ${count(one.attempts)}`],
        ['p50, p95, p99', `${milliseconds(one.p50Ms)}, ${milliseconds(one.p95Ms)}, ${milliseconds(one.p99Ms)}`],
        ['Breaker', <><Badge word={one.breaker.state} /> {one.breaker.since && <>since <When at={one.breaker.since} /></>}{one.breaker.until && <>, tried again <When at={one.breaker.until} /></>}</>],
        ['Pace', <>{one.pace ?? 'as it comes'}{one.paceLowered && ', lowered'}{one.holdUntil && <>; it asked to be left alone until <When at={one.holdUntil} bare /></>}</>],
        ['Last success', <When at={one.lastSuccessAt} />],
        ['Last failure', <><When at={one.lastFailureAt} />{one.lastError && `: ${one.lastError}`}</>],
        ...(one.pausedSince ? [['Paused since', <When at={one.pausedSince} bare />] as [string, ComponentChildren]] : []),
      ]} />
      <Charts name={`d:${one.name}`} />
      <Panel title="Policy"><ul class="words">{policy(one).map(words => <li key={words}>{words}</li>)}</ul></Panel>
      <Panel title="Backlog" side={<Twin command={`breakwater deliveries --destination ${one.name} --state waiting`} />}><Backlog {...data} /></Panel>
      {asking && <RetryAll title={`Retry all dead letters of ${one.name}?`} find={{ destination: one.name }} command={`breakwater retry --dead --destination ${one.name}`} onClose={() => { setAsking(false); reload(); }} />}
    </>
  );
}
