import { useState } from 'preact/hooks';
import { get } from '../api';
import { all, grouped, most, type Group, type Verb } from '../dead';
import { count } from '../format';
import { filter, href, place } from '../route';
import type { DeliveryLine, Destination, EventLine, Page } from '../types';
import { useData } from '../ui/data';
import { Badge, Empty, Fault, Picker, Twin, When } from '../ui/parts';
import { RetryAll } from './retry';

interface Whole { groups: Group[]; more: boolean; moreWaiting: boolean; destinations: string[]; seen: Map<string, string> }

async function load(destination: string, abort: AbortSignal): Promise<Whole> {
  const find: Record<string, string> = destination ? { destination } : {};
  const [dead, waiting, destinations] = await Promise.all([
    all({ ...find, state: 'dead' }, abort),
    all({ ...find, state: 'waiting' }, abort),
    get<Page<Destination>>('v1/destinations', {}, abort),
  ]);
  const groups = grouped([...dead.items, ...waiting.items.filter(delivery => delivery.attempts > 0)]);
  return { groups, more: dead.more, moreWaiting: waiting.more, destinations: destinations.items.map(one => one.name), seen: await times(groups, abort) };
}

/** When the first and the last event of the first groups came: lists of deliveries don't say it. */
async function times(groups: Group[], abort: AbortSignal): Promise<Map<string, string>> {
  const ids = new Set(groups.slice(0, 20).flatMap(group => [group.items[0]!.eventId, group.items[group.items.length - 1]!.eventId]));
  const found = await Promise.all([...ids].map(id => get<EventLine>(`v1/events/${id}`, {}, abort).then((event): [string, string] => [id, event.receivedAt], () => undefined)));
  return new Map(found.filter(pair => pair !== undefined));
}

function seenAt(delivery: DeliveryLine, seen: Map<string, string>): string | null {
  return seen.get(delivery.eventId) ?? delivery.settledAt;
}

function Row({ group, seen, onAct }: { group: Group; seen: Map<string, string>; onAct: (verb: Verb) => void }) {
  const newest = group.items[0]!;
  const oldest = group.items[group.items.length - 1]!;
  const types = [...new Set(group.items.map(delivery => delivery.type ?? '(no type)'))];
  return (
    <tr>
      <td class="number strong">{count(group.items.length)}</td>
      <td><Badge word={group.state === 'dead' ? 'dead' : 'failing'} tone={group.state === 'dead' ? 'bad' : 'warn'} /></td>
      <td><a href={href(['destinations', group.destination])}>{group.destination}</a></td>
      <td class="wide">{group.cause}<br /><span class="faint">{types.slice(0, 3).join(', ')}{types.length > 3 && ` and ${types.length - 3} more`}</span></td>
      <td class="nowrap"><When at={seenAt(oldest, seen)} /></td>
      <td class="nowrap"><When at={seenAt(newest, seen)} /></td>
      <td class="nowrap"><a data-row href={href(['events', newest.eventId], { delivery: newest.id })}>{newest.key ?? 'look'}</a></td>
      <td class="nowrap"><button type="button" onClick={() => onAct('retry')}>{group.state === 'dead' ? 'Retry…' : 'Try now…'}</button><button type="button" onClick={() => onAct('cancel')}>Discard…</button></td>
    </tr>
  );
}

export function Problems() {
  const destination = place.value.query.get('destination') ?? '';
  const [acting, setActing] = useState<{ group: Group; verb: Verb }>();
  const { data, fault, reload } = useData(abort => load(destination, abort), [destination], { apartMs: 5_000, concerns: notice => notice.kind.startsWith('delivery.') });
  const twin = `breakwater dead${destination ? ` --destination ${destination}` : ''}`;
  const commandOf = (group: Group, verb: Verb): string => group.items.length <= 5 || verb === 'cancel' || group.state !== 'dead'
    ? `breakwater ${verb} ${group.items.slice(0, 20).map(delivery => delivery.id).join(' ')}${group.items.length > 20 ? ' …' : ''}`
    : `breakwater retry --dead --destination ${group.destination}`;
  return (
    <>
      <div class="title"><h1>Problems</h1><Twin command={twin} /></div>
      <p class="lead">Dead and failing deliveries, by destination and cause: one mistake is one line.</p>
      <div class="filters" role="group" aria-label="Filters">
        <Picker label="Destination" value={destination} options={data?.destinations ?? []} none="all" onPick={name => filter({ destination: name })} />
      </div>
      <Fault fault={fault} />
      {data && data.groups.length === 0 && <Empty command={twin}>Nothing is dead, and nothing fails.</Empty>}
      {data && data.groups.length > 0 && (
        <div class="scroll">
          <table class="list" aria-label="Problems">
            <thead><tr><th class="number">Deliveries</th><th>State</th><th>Destination</th><th>Cause</th><th>First event</th><th>Last event</th><th>Sample</th><th>Do</th></tr></thead>
            <tbody>{data.groups.map(group => <Row key={group.key} group={group} seen={data.seen} onAct={verb => setActing({ group, verb })} />)}</tbody>
          </table>
        </div>
      )}
      {data?.more && <p class="faint">There are more: these are the newest {count(most)} dead letters.</p>}
      {data?.moreWaiting && <p class="faint">More than {count(most)} deliveries wait: what fails was looked for among the newest of them. The pages of the destinations show the rest.</p>}
      {acting && (
        <RetryAll title={`${acting.verb === 'retry' ? 'Retry' : 'Give up'} ${acting.group.destination}: ${acting.group.cause}?`} verb={acting.verb} find={{}} chosen={acting.group.items}
          command={commandOf(acting.group, acting.verb)} remark={acting.group.items.length > 5 && acting.verb === 'retry' && acting.group.state === 'dead' ? ', all causes at once' : undefined} onClose={() => { setActing(undefined); reload(); }} />
      )}
    </>
  );
}
