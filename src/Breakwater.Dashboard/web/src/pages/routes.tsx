import { get } from '../api';
import { clock, count, counted } from '../format';
import { condition } from '../health';
import { countedSince, drawn, edgeCount } from '../history';
import { go, href } from '../route';
import type { Configuration, Destination, Page, Route, Source } from '../types';
import { now, useData } from '../ui/data';
import { Empty, Fault, Panel, Twin } from '../ui/parts';

interface Whole { sources: Source[]; destinations: Destination[]; routes: Route[] }

async function load(abort: AbortSignal): Promise<Whole> {
  const [sources, destinations, configuration] = await Promise.all([
    get<Page<Source>>('v1/sources', {}, abort), get<Page<Destination>>('v1/destinations', {}, abort), get<Configuration>('v1/configuration', {}, abort),
  ]);
  return { sources: sources.items, destinations: destinations.items, routes: configuration.routes };
}

const wide = 900;
const box = 220;
const high = 44;
const apart = 60;

function words(route: Route): string {
  const said = [route.types.length ? route.types.join(', ') : 'all types'];
  for (const [pointer, values] of Object.entries(route.where)) said.push(`${pointer} is ${values.join(' or ')}`);
  if (route.entity) said.push(`as ${route.entity}`);
  if (route.order !== 'none') said.push(`order ${route.order}`);
  if (route.transform) said.push(`through ${route.transform}`);
  return said.join('; ');
}

function Box({ x, y, name, note, tone, to }: { x: number; y: number; name: string; note: string; tone: string; to: string }) {
  return (
    <a href={to} class={`box ${tone}`} onClick={event => { event.preventDefault(); go(to); }}>
      <rect x={x} y={y} width={box} height={high} rx="5" />
      <text x={x + 12} y={y + 19}>{name}</text>{' '}
      <text x={x + 12} y={y + 35} class="note">{note}</text>
    </a>
  );
}

function Graph({ sources, destinations, routes }: Whole) {
  const at = now.value;
  void drawn.value;
  const rows = Math.max(sources.length, destinations.length, 1);
  const top = (all: number, index: number): number => 8 + ((rows - all) * apart) / 2 + index * apart;
  const edges = routes.flatMap(route => route.from.flatMap(from => route.to.map(to => ({ from, to, route }))));
  return (
    <svg class="graph" viewBox={`-2 0 ${wide + 4} ${rows * apart + 4}`} role="group" aria-label="Sources, routes and destinations">
      {edges.map((edge, index) => {
        const from = sources.findIndex(source => source.name === edge.from);
        const to = destinations.findIndex(destination => destination.name === edge.to);
        if (from < 0 || to < 0) return null;
        const y1 = top(sources.length, from) + high / 2;
        const y2 = top(destinations.length, to) + high / 2;
        const middle = wide / 2;
        const beside = edges.filter(other => other.from === edge.from);
        const place = 0.32 + 0.04 * from + (0.36 * (beside.indexOf(edge) + 0.5)) / beside.length;
        const found = edgeCount(edge.from, edge.to);
        return (
          <g key={index}>
            <path class="edge" d={`M${box} ${y1}C${middle} ${y1} ${middle} ${y2} ${wide - box} ${y2}`}><title>{`${edge.from} to ${edge.to}: ${words(edge.route)}`}</title></path>
            <text class={found ? 'count' : 'count none'} text-anchor="middle" x={box + (wide - 2 * box) * place} y={y1 + (y2 - y1) * (3 * place * place - 2 * place ** 3) - 5}>{count(found)}</text>
          </g>
        );
      })}
      {sources.map((source, index) => <Box key={source.name} x={0} y={top(sources.length, index)} name={source.name} note={counted(source.events, 'event', 'events')} tone="quiet" to={href(['events'], { source: source.name })} />)}
      {destinations.map((one, index) => {
        const state = condition(one, at);
        return <Box key={one.name} x={wide - box} y={top(destinations.length, index)} name={one.name} note={`${state.word}; ${count(one.counts.waiting)} waiting, ${count(one.counts.dead)} dead`} tone={state.tone} to={href(['destinations', one.name])} />;
      })}
    </svg>
  );
}

export function Routes() {
  const { data, fault } = useData(load, []);
  return (
    <>
      <div class="title"><h1>Routes</h1><Twin command="breakwater check" /></div>
      <p class="lead">Which events go where. On each edge: what was delivered along it since {clock(countedSince())}. To try a request against them: <Twin command="breakwater test" /></p>
      <Fault fault={fault} />
      {data && data.routes.length === 0 && <Empty command="breakwater init">No route is configured: events are recorded and go nowhere.</Empty>}
      {data && data.routes.length > 0 && (
        <>
          <Graph {...data} />
          <Panel title="In the order of the file">
            <table class="list" aria-label="Routes">
              <thead><tr><th class="number">Nr</th><th>From</th><th>Which</th><th>To</th><th>A dead letter</th></tr></thead>
              <tbody>
                {data.routes.map((route, index) => (
                  <tr key={index}>
                    <td class="number">{index + 1}</td>
                    <td>{route.from.join(', ')}</td>
                    <td>{words(route)}</td>
                    <td>{route.to.map(name => <a key={name} data-row class="chip" href={href(['destinations', name])}>{name}</a>)}</td>
                    <td>{route.order === 'none' && !route.entity ? <span class="faint">stops no other</span> : route.onDead === 'hold' ? 'holds its key' : 'is passed over'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
        </>
      )}
    </>
  );
}
