import { useState } from 'preact/hooks';
import { get, post } from '../api';
import { count, counted, shell } from '../format';
import type { Page, Replay } from '../types';
import { Ask } from '../ui/ask';
import { useData } from '../ui/data';
import { act, say } from '../ui/notes';
import { Badge, Empty, Fault, Id, Panel, Twin, Typed, When } from '../ui/parts';

const members = ['source', 'type', 'key', 'state', 'destination', 'from', 'to'] as const;
const labels: Record<string, string> = { source: 'Source', type: 'Type', key: 'Key', from: 'Received from', to: 'Received before', state: 'State of a delivery', destination: 'Had a delivery to' };

function filterWords(replay: Replay): string {
  const said = Object.entries(replay.filter).filter(([, value]) => value).map(([name, value]) => `${name} ${value}`);
  return said.length ? said.join(', ') : 'every event';
}

function Start({ reload }: { reload: () => void }) {
  const [filter, setFilter] = useState<Record<string, string>>({});
  const [rate, setRate] = useState('50/s');
  const [to, setTo] = useState('');
  const [total, setTotal] = useState<number>();
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
  const body = { filter: chosen, ...(rate ? { rate } : {}), ...(to ? { to: to.split(/[\s,]+/).filter(Boolean) } : {}) };
  const command = ['breakwater replay', ...(Object.keys(chosen).length ? Object.entries(chosen) : [['from', '1970-01-01']]).map(([name, value]) => `--where ${shell(`${name}=${value}`)}`),
    ...(body.to ?? []).map(name => `--to ${name}`), ...(rate ? [`--rate ${rate}`] : [])].join(' ');
  const preview = async (): Promise<void> => {
    try {
      setTotal((await post<Replay>('v1/replays', { ...body, dryRun: true })).total);
    } catch (fault) {
      say((fault as Error).message, 'bad');
    }
  };
  const begin = async (): Promise<void> => {
    setTotal(undefined);
    await act('The replay has begun.', () => post('v1/replays', body));
    reload();
  };
  return (
    <Panel title="Send many events again">
      <div class="filters">
        {members.map(name => <Typed key={name} label={labels[name] ?? name} value={filter[name] ?? ''} width={14} onType={text => setFilter({ ...filter, [name]: text })} />)}
        <Typed label="To destinations" hint="today’s routes" value={to} onType={setTo} />
        <Typed label="At most" value={rate} width={8} onType={setRate} />
        <button type="button" class="primary" onClick={() => void preview()}>How many?</button>
      </div>
      {total !== undefined && (
        <Ask title={`Send ${counted(total, 'event', 'events')} again?`} yes="Begin" busy={total === 0} command={command} onYes={() => void begin()} onClose={() => setTotal(undefined)}>
          <p>Which: {filterWords({ filter: chosen } as unknown as Replay)}{rate && `, at most ${rate}`}. It survives a restart and can be stopped; what was sent stays sent.</p>
        </Ask>
      )}
    </Panel>
  );
}

export function Replays() {
  const { data, fault, reload } = useData(abort => get<Page<Replay>>('v1/replays', {}, abort), []);
  const cancel = async (replay: Replay): Promise<void> => {
    await act('The replay is stopped.', () => post(`v1/replays/${replay.id}/cancel`));
    reload();
  };
  return (
    <>
      <div class="title"><h1>Replays</h1><Twin command="breakwater replay --list" /></div>
      <Start reload={reload} />
      <Fault fault={fault} />
      {data?.items.length === 0 && <Empty command="breakwater replay --where source=stripe --rate 50/s --dry-run">Nothing was sent again in bulk yet.</Empty>}
      {data && data.items.length > 0 && (
        <table class="list" aria-label="Replays, newest first">
          <thead><tr><th>Begun</th><th>State</th><th>Events</th><th>Which</th><th>To</th><th>Rate</th><th class="number">Deliveries</th><th>Id</th><th>Do</th></tr></thead>
          <tbody>
            {data.items.map(replay => (
              <tr key={replay.id}>
                <td><When at={replay.createdAt} /></td>
                <td><Badge word={replay.state ?? ''} /></td>
                <td class="nowrap"><progress max={Math.max(1, replay.total)} value={replay.total === 0 ? 1 : replay.done} aria-label="Progress" /> {count(replay.done)} of {count(replay.total)}</td>
                <td>{filterWords(replay)}</td>
                <td>{replay.to?.join(', ') ?? 'today’s routes'}</td>
                <td>{replay.rate ?? 'as it goes'}</td>
                <td class="number">{count(replay.deliveries)}</td>
                <td><Id id={replay.id ?? ''} /></td>
                <td>{replay.state === 'running' && <button type="button" data-row title={`breakwater replay --cancel ${replay.id}`} onClick={() => void cancel(replay)}>Stop</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
