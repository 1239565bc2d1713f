import { useMemo } from 'preact/hooks';
import { get } from '../api';
import { clock, count, counted, milliseconds, share, span } from '../format';
import { concerns, condition, waitsFor, type Concern } from '../health';
import { backlog, countedSince, drawn, recent, sample, slotMs, total } from '../history';
import { filter, href, place } from '../route';
import type { Destination, Page, Rejection, Source, Stats } from '../types';
import { Chart } from '../ui/chart';
import { now, useData } from '../ui/data';
import { Badge, Empty, Fault, Panel, Twin, When } from '../ui/parts';

interface Whole { stats: Stats; sources: Source[]; destinations: Destination[]; rejections: Rejection[] }

async function load(abort: AbortSignal): Promise<Whole> {
  const [stats, sources, destinations, rejections] = await Promise.all([
    get<Stats>('v1/stats', {}, abort),
    get<Page<Source>>('v1/sources', {}, abort),
    get<Page<Destination>>('v1/destinations', {}, abort),
    get<Page<Rejection>>('v1/rejections', { limit: 100 }, abort),
  ]);
  sample(destinations.items);
  return { stats, sources: sources.items, destinations: destinations.items, rejections: rejections.items };
}

function First({ found }: { found: Concern[] }) {
  if (found.length === 0) return <p class="well"><span aria-hidden="true">✓</span> Everything is well: nothing needs a person.</p>;
  return (
    <ul class="concerns">
      {found.map(concern => (
        <li key={concern.text} class={concern.tone}>
          <a data-row href={href(concern.to, concern.query)}>{concern.text}</a> <Twin command={concern.command} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ title, value, note }: { title: string; value: string; note?: string }) {
  return <div class="tile"><dt>{title}</dt><dd>{value}{note && <small>{note}</small>}</dd></div>;
}

function Tiles({ stats, at }: { stats: Stats; at: number }) {
  const minute = total('', 5, at);
  const oldest = stats.oldestWaitingAt ? span(at - Date.parse(stats.oldestWaitingAt)) : '–';
  return (
    <dl class="tiles">
      <Tile title="Events kept" value={count(stats.events)} note={`${(minute.recorded / 5).toFixed(1)} a minute now`} />
      <Tile title="Came again" value={count(stats.duplicates)} note="counted, delivered once" />
      <Tile title="Delivered" value={count(stats.deliveries.delivered)} />
      <Tile title="Success, 5 min" value={share(stats.successes, stats.attempts)} note={counted(stats.attempts, 'attempt', 'attempts')} />
      <Tile title="Waiting" value={count(stats.deliveries.waiting)} note={`${count(stats.inFlight)} under way`} />
      <Tile title="Oldest waiting" value={oldest} />
      <Tile title="Dead" value={count(stats.deliveries.dead)} />
    </dl>
  );
}

const ranges: Record<string, number> = { '15m': 15, '1h': 60 };

/** So many slots become one point, that a line of an hour can still be read. */
function thin(minutes: number): number {
  return minutes > 15 ? 3 : 1;
}

function waitingLines(destination: string, minutes: number, at: number) {
  const { times, seen } = backlog(destination, minutes, at);
  return {
    times,
    now: [...seen].reverse().find(one => one)?.waiting ?? 0,
    lines: [
      { label: 'waiting', colour: '--busy', values: seen.map(one => one?.waiting ?? null), fill: true },
      { label: 'while left alone or paused', colour: '--bad', values: seen.map(one => (one?.held ? one.waiting : null)) },
    ],
  };
}

export function Charts({ name }: { name: string }) {
  const range = place.value.query.get('range') ?? '15m';
  const minutes = ranges[range] ?? 15;
  const step = Math.floor(now.value / slotMs);
  const revision = drawn.value;
  const { times, arrivals, deliveries, latency } = useMemo(() => {
    const { times, slots } = recent(name, minutes, step * slotMs);
    const by = thin(minutes);
    const group = <T,>(pick: (from: typeof slots) => T): T[] => times.flatMap((_, i) => (i % by === 0 ? [pick(slots.slice(i, i + by))] : []));
    const rate = (key: 'recorded' | 'duplicate' | 'rejected' | 'delivered' | 'retrying' | 'dead'): (number | null)[] => group(part => (part.some(slot => slot.counted)
      ? (part.reduce((sum, slot) => sum + slot[key], 0) * 60_000) / slotMs / part.length
      : null));
    const mean = group(part => {
      const timed = part.reduce((sum, slot) => sum + slot.timed, 0);
      return timed === 0 ? null : part.reduce((sum, slot) => sum + slot.ms, 0) / timed;
    });
    return {
      times: times.filter((_, i) => i % by === 0),
      arrivals: [
        { label: 'new', colour: '--good', values: rate('recorded'), fill: true },
        { label: 'again', colour: '--busy', values: rate('duplicate') },
        { label: 'refused', colour: '--bad', values: rate('rejected') },
      ],
      deliveries: [
        { label: 'delivered', colour: '--good', values: rate('delivered'), fill: true },
        { label: 'failed, tried again', colour: '--warn', values: rate('retrying') },
        { label: 'dead', colour: '--bad', values: rate('dead') },
      ],
      latency: [
        { label: 'mean', colour: '--busy', values: mean, fill: true },
        { label: 'slowest', colour: '--warn', values: group(part => Math.max(...part.map(slot => slot.slowest)) || null) },
      ],
    };
  }, [name, minutes, step, revision]);
  const waiting = useMemo(() => (name.startsWith('d:') ? waitingLines(name.slice(2), minutes, step * slotMs) : undefined), [name, minutes, step, revision]);
  const sum = total(name, minutes, now.value);
  return (
    <>
      <div class="row end">
        <span class="faint">counted from what this node tells, since {clock(countedSince())}</span>
        <span class="segments" role="group" aria-label="Range of the charts">
          {Object.keys(ranges).map(one => <button key={one} type="button" aria-pressed={one === range} onClick={() => filter({ range: one })}>{one}</button>)}
        </span>
      </div>
      <div class="charts">
        {waiting && <figure><figcaption>Waiting</figcaption><Chart times={waiting.times} lines={waiting.lines} unit="" label={`${waiting.now} waiting now`} /></figure>}
        {!name.startsWith('d:') && <figure><figcaption>Arrivals a minute</figcaption><Chart times={times} lines={arrivals} unit="/min" label={`${sum.recorded} new events, ${sum.duplicate} again, ${sum.rejected} refused in ${range}`} /></figure>}
        <figure><figcaption>Attempts a minute</figcaption><Chart times={times} lines={deliveries} unit="/min" label={`${sum.delivered} delivered, ${sum.retrying} failed and tried again, ${sum.dead} dead in ${range}`} /></figure>
        <figure><figcaption>Milliseconds an attempt</figcaption><Chart times={times} lines={latency} unit="ms" label={`${milliseconds(sum.timed ? sum.ms / sum.timed : null)} mean in ${range}`} /></figure>
      </div>
    </>
  );
}

function Sources({ sources, at }: { sources: Source[]; at: number }) {
  if (sources.length === 0) return <Empty command="breakwater init --provider stripe">No source is configured.</Empty>;
  return (
    <div class="scroll">
      <table class="list" aria-label="Sources">
        <thead><tr><th>Source</th><th>Provider</th><th class="number">Events</th><th class="number">New / min</th><th class="number">Again</th><th class="number">Refused, 15 min</th><th>Last</th></tr></thead>
        <tbody>
          {sources.map(source => {
            const sum = total(`s:${source.name}`, 15, at);
            return (
              <tr key={source.name}>
                <td><a data-row href={href(['events'], { source: source.name })}>{source.name}</a></td>
                <td class="faint">{source.provider ?? source.scheme}</td>
                <td class="number">{count(source.events)}</td>
                <td class="number">{(sum.recorded / 15).toFixed(1)}</td>
                <td class="number">{count(source.duplicates)} <span class="faint">{share(source.duplicates, source.events + source.duplicates)}</span></td>
                <td class="number">{sum.rejected ? <a class="bad-text" href={href(['rejected'], { source: source.name })}>{count(sum.rejected)}</a> : 0}</td>
                <td><When at={source.lastAt} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function DestinationTable({ destinations, at }: { destinations: Destination[]; at: number }) {
  if (destinations.length === 0) return <Empty command="breakwater init">No destination is configured.</Empty>;
  return (
    <div class="scroll">
      <table class="list" aria-label="Destinations">
        <thead>
          <tr><th>Destination</th><th>Health</th><th class="number">Attempts, 5 min</th><th class="number">Success</th><th class="number">p50</th><th class="number">p99</th><th class="number">Waiting</th><th class="number">Oldest</th><th class="number">Dead</th><th>Breaker</th><th>Pace</th></tr>
        </thead>
        <tbody>
          {destinations.map(one => {
            const state = condition(one, at);
            return (
              <tr key={one.name}>
                <td><a data-row href={href(['destinations', one.name])}>{one.name}</a> <span class="faint clip" title={one.url ?? ''}>{one.url ?? 'not configured'}</span></td>
                <td><Badge word={state.word} tone={state.tone} title={one.lastError ?? undefined} /></td>
                <td class="number">{count(one.attempts)}</td>
                <td class="number">{share(one.successes, one.attempts)}</td>
                <td class="number">{milliseconds(one.p50Ms)}</td>
                <td class="number">{milliseconds(one.p99Ms)}</td>
                <td class="number">{one.counts.waiting ? <a href={href(['events'], { destination: one.name, state: 'waiting' })}>{count(one.counts.waiting)}</a> : 0}</td>
                <td class="number">{one.counts.waiting ? span(waitsFor(one, at)) : '–'}</td>
                <td class="number">{one.counts.dead ? <a class="bad-text" href={href(['problems'], { destination: one.name })}>{count(one.counts.dead)}</a> : 0}</td>
                <td><Badge word={one.breaker.state} /></td>
                <td class="nowrap">{one.pace ?? 'as it comes'}{one.paceLowered && <Badge word="lowered" tone="warn" />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Overview() {
  const { data, fault } = useData(load, [], { apartMs: 2_000 });
  const at = now.value;
  return (
    <>
      <div class="title"><h1>Overview</h1><Twin command="breakwater status" /></div>
      <Fault fault={fault} />
      {data && (
        <>
          <First found={concerns(data.stats, data.destinations, data.rejections, at)} />
          <Tiles stats={data.stats} at={at} />
          <Charts name="" />
          <Panel title="Sources"><Sources sources={data.sources} at={at} /></Panel>
          <Panel title="Destinations" side={<Twin command="breakwater destinations" />}><DestinationTable destinations={data.destinations} at={at} /></Panel>
        </>
      )}
    </>
  );
}
