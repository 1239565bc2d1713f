import { get, segment } from '../api';
import { shell } from '../format';
import { href, place } from '../route';
import type { EntityDetail } from '../types';
import { useData } from '../ui/data';
import { Badge, Empty, Facts, Fault, Panel, Twin, When, Words } from '../ui/parts';

function Standings({ entity }: { entity: EntityDetail }) {
  if (entity.destinations.length === 0) return <Empty>No route delivers what was applied.</Empty>;
  return (
    <table class="list" aria-label="Where each destination stands">
      <thead><tr><th>Destination</th><th>Stands</th><th>Has</th><th>Since</th><th>Why</th></tr></thead>
      <tbody>
        {entity.destinations.map(one => (
          <tr key={one.destination}>
            <td><a data-row href={href(['events', one.eventId], { delivery: one.deliveryId })}>{one.destination}</a></td>
            <td><Badge word={one.state === 'inSync' ? 'in sync' : one.state} /></td>
            <td>{one.has ?? <span class="faint">nothing</span>}</td>
            <td><When at={one.since} /></td>
            <td><Words text={one.why} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function EntityPage() {
  const [, kind, key] = place.value.path as [string, string, string];
  const { data, fault } = useData(abort => get<EntityDetail>(`v1/entities/${segment(kind)}/${segment(key)}`, {}, abort), [kind, key]);
  return (
    <>
      <div class="title"><h1>{kind} {key}</h1><Twin command={`breakwater entity ${kind} ${shell(key)}`} /></div>
      <Fault fault={fault} />
      {data && (
        <>
          <Facts facts={[
            ['State', <b>{data.state ?? 'none yet'}</b>],
            ['Version', data.version && <code>{data.version}</code>],
            ['Open', data.drift ? <Badge word="open" tone="warn" /> : <Badge word="settled" tone="good" />],
            ['Waiting, flagged, conflicts', `${data.early}, ${data.flagged}, ${data.conflicts}`],
            ['Changed', <When at={data.changedAt} />],
          ]} />
          <Panel title="Where each destination stands"><Standings entity={data} /></Panel>
          <Panel title="History">
            <div class="scroll">
              <table class="list" aria-label="History">
                <thead><tr><th class="number">Nr</th><th>Received</th><th>Event</th><th>Says</th><th>Verdict</th><th>Why</th><th class="number">Applied as</th></tr></thead>
                <tbody>
                  {data.history.map(one => (
                    <tr key={one.number}>
                      <td class="number">{one.number}</td>
                      <td class="nowrap"><When at={one.receivedAt} bare /></td>
                      <td><a data-row href={href(['events', one.eventId])}>{one.type ?? one.eventId}</a> <span class="faint">{one.source}</span></td>
                      <td>{one.state}{one.version && <> <code>{one.version}</code></>}</td>
                      <td><Badge word={one.verdict} />{one.flagged && <Badge word="flagged" tone="bad" />}</td>
                      <td class="wide">{one.why}{one.waitsUntil && <>, waits until <When at={one.waitsUntil} bare /></>}</td>
                      <td class="number">{one.applied ?? ''}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Panel>
        </>
      )}
    </>
  );
}
