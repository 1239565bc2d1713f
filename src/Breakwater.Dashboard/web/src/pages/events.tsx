import { get } from '../api';
import { bytes, count, shell } from '../format';
import { filter, go, href, place } from '../route';
import type { Delivery, Destination, EventLine, Page, Source } from '../types';
import { useData } from '../ui/data';
import { Badge, Empty, Fault, Picker, Twin, Typed, When } from '../ui/parts';

const states = ['waiting', 'delivered', 'dead', 'stale', 'cancelled'];
const spans = ['5m', '1h', '24h', '7d'];
const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const filters = ['source', 'type', 'key', 'state', 'destination', 'q', 'since', 'from', 'to'];

function since(text: string): string | undefined {
  const [, number, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  return number && unit ? new Date(Date.now() - Number(number) * units[unit]!).toISOString() : undefined;
}

function command(query: URLSearchParams): string {
  const words = ['breakwater events'];
  for (const name of filters) {
    const value = query.get(name);
    if (value) words.push(`--${name === 'since' ? 'from' : name} ${shell(value)}`);
  }

  return words.join(' ');
}

/** A delivery as one word: where it goes, and how it stands. */
export function Chip({ delivery }: { delivery: Delivery }) {
  const why = delivery.waitingFor ? `waits for ${delivery.waitingFor}` : delivery.lastError ?? '';
  return (
    <span class="chip" title={`${delivery.destination}: ${delivery.state}, ${delivery.attempts} attempts. ${why}`}>
      {delivery.state === 'delivered'
        ? <><span class="good-text" role="img" aria-label="delivered to">✓</span> {delivery.destination}</>
        : <>{delivery.destination} <Badge word={delivery.state} tone={delivery.state === 'waiting' && delivery.attempts > 0 ? 'warn' : undefined} /></>}
    </span>
  );
}

function Row({ event }: { event: EventLine }) {
  const to = href(['events', event.id]);
  return (
    <tr onDblClick={() => go(to)}>
      <td class="nowrap"><When at={event.receivedAt} /></td>
      <td>{event.source}</td>
      <td class="nowrap"><a data-row class="clip" href={to} title={event.type ?? ''}>{event.type ?? '(no type)'}</a></td>
      <td class="nowrap"><code class="clip" title={event.key ?? ''}>{event.key ?? ''}</code></td>
      <td>{event.deliveries.length === 0 ? <span class="faint">no route</span> : event.deliveries.map(delivery => <Chip key={delivery.id} delivery={delivery} />)}</td>
      <td class="number">{event.duplicates > 0 ? <span title="further arrivals">+{count(event.duplicates)}</span> : ''}</td>
      <td class="number">{bytes(event.bodyLength)}</td>
      <td><code class="id faint">{event.id}</code></td>
    </tr>
  );
}

function Filters({ query }: { query: URLSearchParams }) {
  const names = useData(async abort => ({
    sources: (await get<Page<Source>>('v1/sources', {}, abort)).items.map(source => source.name),
    destinations: (await get<Page<Destination>>('v1/destinations', {}, abort)).items.map(destination => destination.name),
  }), [], { on: false }).data;
  const value = (name: string): string => query.get(name) ?? '';
  const set = (name: string) => (text: string): void => filter({ [name]: text });
  return (
    <div class="filters" role="group" aria-label="Filters">
      <Picker label="Source" value={value('source')} options={names?.sources ?? []} none="all" onPick={set('source')} />
      <Typed label="Type" value={value('type')} hint="order.*" width={12} onType={set('type')} />
      <Typed label="Key" value={value('key')} width={9} onType={set('key')} />
      <Picker label="State" value={value('state')} options={states} none="any" onPick={set('state')} />
      <Picker label="Destination" value={value('destination')} options={names?.destinations ?? []} none="any" onPick={set('destination')} />
      <Picker label="Last" value={value('since')} options={spans} none="any time" onPick={text => filter({ since: text, from: '' })} />
      <Typed label="From" value={value('from')} hint="2026-01-31" width={11} onType={text => filter({ from: text, since: '' })} />
      <Typed label="To" value={value('to')} hint="2026-02-01" width={11} onType={set('to')} />
      <Typed label="Id, key or type" value={value('q')} hint="evt_… or 42" width={11} onType={set('q')} />
      {filters.some(name => query.get(name)) && <a class="clear" href={href(['events'])}>Clear</a>}
    </div>
  );
}

export function Events() {
  const query = place.value.query;
  const value = (name: string): string | undefined => query.get(name) || undefined;
  const { data, fault, loading } = useData(
    abort => get<Page<EventLine>>('v1/events', {
      source: value('source'), type: value('type'), key: value('key'), state: value('state'), destination: value('destination'), q: value('q'),
      from: value('from') ?? since(value('since') ?? ''), to: value('to'), after: value('after'), limit: 50,
    }, abort),
    [query.toString()],
    { on: !value('after') },
  );
  const filtered = filters.some(name => query.get(name));
  const older = data?.next ? href(['events'], { ...Object.fromEntries(query), after: data.next }) : undefined;
  return (
    <>
      <div class="title"><h1>Events</h1><Twin command={command(query)} /></div>
      <Filters query={query} />
      <Fault fault={fault} />
      {data && data.items.length === 0 && (
        filtered
          ? <Empty command={command(query)}>No event matches these filters.</Empty>
          : <Empty command="breakwater send stripe">No event has come yet. A source of the configuration in place of stripe gets one, signed as its platform signs:</Empty>
      )}
      {data && data.items.length > 0 && (
        <div class="scroll">
          <table class="list" aria-label="Events, newest first" aria-busy={loading}>
            <thead><tr><th>Received</th><th>Source</th><th>Type</th><th>Key</th><th>Deliveries</th><th class="number">Again</th><th class="number">Size</th><th>Id</th></tr></thead>
            <tbody>{data.items.map(event => <Row key={event.id} event={event} />)}</tbody>
          </table>
        </div>
      )}
      <div class="pager">
        {value('after') && <a href={href(['events'], { ...Object.fromEntries(query), after: '' })}>Newest</a>}
        {older && <a href={older}>Older</a>}
      </div>
    </>
  );
}
