import { useState } from 'preact/hooks';
import { get, post, segment } from '../api';
import { curl } from '../curl';
import { bytes, count, pretty } from '../format';
import { href, place } from '../route';
import type { Configuration, Delivery, DeliveryDetail, Destination, EventDetail, Page } from '../types';
import { Ask } from '../ui/ask';
import { useData } from '../ui/data';
import { act } from '../ui/notes';
import { Badge, copy, Empty, Facts, Fault, Headers, Id, Panel, Raw, Twin, When, Words } from '../ui/parts';
import { Timeline } from './timeline';

interface Whole { event: EventDetail; deliveries: DeliveryDetail[]; ingress: string | undefined }

async function load(id: string, abort: AbortSignal): Promise<Whole> {
  const event = await get<EventDetail>(`v1/events/${segment(id)}`, {}, abort);
  const deliveries = await Promise.all(event.deliveries.slice(0, 50).map(one => get<DeliveryDetail>(`v1/deliveries/${one.id}`, {}, abort)));
  const ingress = await get<Configuration>('v1/configuration', {}, abort).then(configuration => configuration.ingress, () => undefined);
  return { event, deliveries, ingress };
}

function Standing({ delivery }: { delivery: Delivery }) {
  if (delivery.state !== 'waiting') {
    return <>{delivery.supersededBy ? <>a newer event, <Id id={delivery.supersededBy} link={['events', delivery.supersededBy]} />, is there</> : delivery.state === 'dead' ? <>nothing, until a person retries it<span class="faint">; {delivery.lastError}</span></> : ''}</>;
  }

  return <>waits for <Words text={delivery.waitingFor} />{delivery.lastError && <span class="faint">; last: {delivery.lastError}</span>}</>;
}

function Deliveries({ event, reload }: { event: EventDetail; reload: () => void }) {
  const [giveUp, setGiveUp] = useState<Delivery>();
  const retry = async (delivery: Delivery): Promise<void> => {
    await act(`${delivery.destination}: tried again now.`, () => post(`v1/deliveries/${delivery.id}/retry`));
    reload();
  };
  const cancel = async (delivery: Delivery): Promise<void> => {
    setGiveUp(undefined);
    await act(`${delivery.destination}: given up.`, () => post(`v1/deliveries/${delivery.id}/cancel`));
    reload();
  };
  const open = event.deliveries.find(delivery => delivery.state === 'dead' || delivery.state === 'waiting');
  if (event.deliveries.length === 0) return <Empty command="breakwater check">No route takes this event.</Empty>;
  return (
    <div class="scroll">
      <table class="list" aria-label="Deliveries">
        <thead><tr><th>Destination</th><th>State</th><th class="number">Attempts</th><th>Last answer</th><th>What happens next</th><th>Order</th><th>Id</th><th>Do</th></tr></thead>
        <tbody>
          {event.deliveries.map(delivery => (
            <tr key={delivery.id}>
              <td><a data-row href={href(['destinations', delivery.destination])}>{delivery.destination}</a></td>
              <td><Badge word={delivery.state} /></td>
              <td class="number">{delivery.attempts}</td>
              <td>{delivery.lastStatus ?? ''}</td>
              <td><Standing delivery={delivery} /></td>
              <td>{delivery.order === 'none' ? '' : delivery.order}</td>
              <td><Id id={delivery.id} /></td>
              <td class="nowrap">
                {(delivery.state === 'dead' || delivery.state === 'waiting') && <button type="button" title={`breakwater retry ${delivery.id}`} onClick={() => void retry(delivery)}>Retry</button>}
                {(delivery.state === 'dead' || delivery.state === 'waiting') && <button type="button" title={`breakwater cancel ${delivery.id}`} onClick={() => setGiveUp(delivery)}>Cancel</button>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {open && <p class="under"><span class="faint">On the command line</span> <Twin command={`breakwater retry ${open.id}`} /> <Twin command={`breakwater cancel ${open.id}`} /></p>}
      {giveUp && (
        <Ask title={`Give up the delivery to ${giveUp.destination}?`} yes="Give it up" danger command={`breakwater cancel ${giveUp.id}`}
          onYes={() => void cancel(giveUp)} onClose={() => setGiveUp(undefined)}>
          <p>It is not tried again. The event and its attempts are kept, and a replay can send it again.</p>
        </Ask>
      )}
    </div>
  );
}

function Replay({ event, reload, onClose }: { event: EventDetail; reload: () => void; onClose: () => void }) {
  const [to, setTo] = useState<string[]>([]);
  const [force, setForce] = useState(false);
  const names = useData(abort => get<Page<Destination>>('v1/destinations', {}, abort), [], { on: false }).data?.items.filter(one => !one.retired).map(one => one.name) ?? [];
  const command = ['breakwater replay', event.id, ...to.map(name => `--to ${name}`), ...(force ? ['--force'] : [])].join(' ');
  const send = async (): Promise<void> => {
    onClose();
    await act('Sent again.', () => post(`v1/events/${event.id}/replay`, { ...(to.length > 0 ? { to } : {}), force }));
    reload();
  };
  return (
    <Ask title="Send this event again?" yes="Send again" command={command} onYes={() => void send()} onClose={onClose}>
      <p>It keeps its id, so a destination that keeps to <code>webhook-id</code> acts once.</p>
      <fieldset>
        <legend>To</legend>
        {names.map(name => (
          <label key={name} class="check">
            <input type="checkbox" checked={to.includes(name)} onChange={change => setTo(change.currentTarget.checked ? [...to, name] : to.filter(one => one !== name))} /> {name}
          </label>
        ))}
        <p class="faint">{to.length === 0 ? 'None chosen: through today’s routes.' : `To ${to.join(', ')} only.`}</p>
      </fieldset>
      <label class="check"><input type="checkbox" checked={force} onChange={change => setForce(change.currentTarget.checked)} /> even where a destination has newer news</label>
    </Ask>
  );
}

function Body({ event }: { event: EventDetail }) {
  const [raw, setRaw] = useState(false);
  const text = event.bodyEncoding === 'base64' ? event.body : raw ? event.body : pretty(event.body);
  return (
    <Panel title="Body" side={
      <span class="row">
        <span class="faint">{bytes(event.bodyLength)}{event.bodyEncoding === 'base64' && ', not UTF-8: shown as base64'}</span>
        <button type="button" aria-pressed={raw} onClick={() => setRaw(!raw)}>As it came</button>
        <button type="button" onClick={() => void copy(event.body, 'The body')}>Copy</button>
      </span>
    }>
      <Raw text={text} label="Body" />
    </Panel>
  );
}

export function EventPage() {
  const id = place.value.path[1]!;
  const [asking, setAsking] = useState(false);
  const { data, fault, reload } = useData(abort => load(id, abort), [id], { concerns: notice => notice.eventId === id || !notice.eventId });
  if (!data) return <><div class="title"><h1>Event</h1></div>{fault ? <Fault fault={fault} /> : <p class="faint">Loading…</p>}</>;
  const { event } = data;
  return (
    <>
      <div class="title">
        <h1>{event.type ?? '(no type)'} <span class="faint">from {event.source}</span></h1>
        <Twin command={`breakwater event ${event.id}`} />
      </div>
      <div class="actions">
        <button type="button" class="primary" onClick={() => setAsking(true)}>Replay</button>
        <button type="button" onClick={() => void copy(curl(event, data.ingress), 'The request')}>Copy as curl</button>
        {event.key && <a class="button" href={href(['events'], { source: event.source, key: event.key })}>All of key {event.key}</a>}
      </div>
      <Fault fault={fault} />
      <Facts facts={[
        ['Id', <Id id={event.id} />],
        ['Received', <><When at={event.receivedAt} /> <span class="faint"><When at={event.receivedAt} bare /></span></>],
        ['Happened', event.occurredAt ? <When at={event.occurredAt} bare /> : undefined],
        ['Key', event.key && <code>{event.key}</code>],
        ['Version', event.version && <code>{event.version}</code>],
        ['Idempotency id', <code>{event.idempotencyId}</code>],
        ['Came again', event.duplicates > 0 ? <>{count(event.duplicates)} times, last <When at={event.lastDuplicateAt} /></> : 'never'],
        ['Trace', event.traceparent && <code>{event.traceparent}</code>],
      ]} />
      <Panel title="Where it stands"><Deliveries event={event} reload={reload} /></Panel>
      <Panel title="Journey"><Timeline event={event} deliveries={data.deliveries} /></Panel>
      <Body event={event} />
      <Panel title="Headers"><Headers headers={event.headers} label="Headers as they came" /></Panel>
      {asking && <Replay event={event} reload={reload} onClose={() => setAsking(false)} />}
    </>
  );
}
