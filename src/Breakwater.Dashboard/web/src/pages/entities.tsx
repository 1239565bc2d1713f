import { get, segment } from '../api';
import { count } from '../format';
import { filter, go, href, place } from '../route';
import type { Configuration, EntityLine, Page } from '../types';
import { useState } from 'preact/hooks';
import { useData } from '../ui/data';
import { Badge, Empty, Fault, Picker, Twin, When } from '../ui/parts';

function Find({ kind }: { kind: string }) {
  const [key, setKey] = useState('');
  return (
    <form class="filters" onSubmit={event => { event.preventDefault(); if (key.trim()) go(href(['entities', kind, key.trim()])); }}>
      <label class="field"><span>Find {kind}</span>
        <input type="text" value={key} placeholder="42" spellcheck={false} autocomplete="off" onInput={event => setKey(event.currentTarget.value)} />
      </label>
      <button type="submit">Find</button>
    </form>
  );
}

function List({ kind, states }: { kind: string; states: string[] }) {
  const query = place.value.query;
  const value = (name: string): string => query.get(name) ?? '';
  const { data, fault } = useData(
    abort => get<Page<EntityLine>>(`v1/entities/${segment(kind)}`, { state: value('state'), drift: value('drift'), after: value('after'), limit: 50 }, abort),
    [kind, query.toString()], { on: !value('after') });
  const twin = `breakwater entity ${kind}${value('state') ? ` --state ${value('state')}` : ''}${value('drift') === 'true' ? ' --drift' : ''}`;
  return (
    <>
      <Find kind={kind} />
      <div class="filters" role="group" aria-label="Filters">
        <Picker label="State" value={value('state')} options={states} none="any" onPick={text => filter({ state: text })} />
        <Picker label="Open" value={value('drift')} options={['true', 'false']} none="any" onPick={text => filter({ drift: text })} />
        <Twin command={twin} />
      </div>
      <Fault fault={fault} />
      {data?.items.length === 0 && <Empty command={twin}>No {kind} is known{query.toString() ? ' that fits' : ' yet: the first event about one makes it known'}.</Empty>}
      {data && data.items.length > 0 && (
        <table class="list" aria-label={`Entities of the kind ${kind}`}>
          <thead><tr><th>Key</th><th>State</th><th>Version</th><th>Open</th><th class="number">Early</th><th class="number">Flagged</th><th class="number">Conflicts</th><th class="number">Not delivered</th><th>Changed</th></tr></thead>
          <tbody>
            {data.items.map(entity => (
              <tr key={entity.key}>
                <td><a data-row href={href(['entities', kind, entity.key])}>{entity.key}</a></td>
                <td>{entity.state ?? <span class="faint">none yet</span>}</td>
                <td><code>{entity.version ?? ''}</code></td>
                <td>{entity.drift ? <Badge word="open" tone="warn" /> : <Badge word="settled" tone="good" />}</td>
                <td class="number">{entity.early || ''}</td><td class="number">{entity.flagged || ''}</td><td class="number">{entity.conflicts || ''}</td>
                <td class="number">{count(entity.undelivered ?? 0)}</td>
                <td><When at={entity.changedAt} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="pager">{data?.next && <a href={href(['entities', kind], { ...Object.fromEntries(query), after: data.next })}>Older</a>}</div>
    </>
  );
}

export function Entities() {
  const { data, fault } = useData(abort => get<Configuration>('v1/configuration', {}, abort), [], { on: false });
  const kinds = data?.entities ?? [];
  const kind = kinds.find(one => one.name === place.value.path[1]) ?? kinds[0];
  return (
    <>
      <div class="title"><h1>Entities</h1></div>
      <Fault fault={fault} />
      {data && !kind && <Empty command="breakwater schema --reference configuration.md">No kind of entity is configured. With <code>entities</code> in breakwater.yaml, events of several sources become the states of one order. The reference tells how:</Empty>}
      {kinds.length > 1 && (
        <nav class="segments" aria-label="Kinds">
          {kinds.map(one => <a key={one.name} href={href(['entities', one.name])} aria-current={one === kind ? 'page' : undefined}>{one.name}</a>)}
        </nav>
      )}
      {kind && <List kind={kind.name} states={[...new Set([kind.initial, ...Object.keys(kind.transitions), ...Object.values(kind.transitions).flat()])]} />}
    </>
  );
}
