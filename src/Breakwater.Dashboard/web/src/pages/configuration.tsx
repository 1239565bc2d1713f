import { get } from '../api';
import { bytes } from '../format';
import { href } from '../route';
import type { Configuration as Settings, Destination, Page, Source, Stats } from '../types';
import { policy } from '../policy';
import { useData } from '../ui/data';
import { Empty, Facts, Fault, Panel, Twin } from '../ui/parts';

interface Whole { settings: Settings; sources: Source[]; destinations: Destination[]; stats: Stats }

async function load(abort: AbortSignal): Promise<Whole> {
  const [settings, sources, destinations, stats] = await Promise.all([
    get<Settings>('v1/configuration', {}, abort), get<Page<Source>>('v1/sources', {}, abort), get<Page<Destination>>('v1/destinations', {}, abort), get<Stats>('v1/stats', {}, abort),
  ]);
  return { settings, sources: sources.items, destinations: destinations.items, stats };
}

export function Configuration() {
  const { data, fault } = useData(load, []);
  return (
    <>
      <div class="title"><h1>Configuration</h1><Twin command="breakwater check" /></div>
      <p class="lead">As it is in force on the node that answers, without its secrets. It is changed in the file, and taken over when the file is valid.</p>
      <Fault fault={fault} />
      {data && (
        <>
          {data.stats.reasons.map(reason => <p key={reason} class="fault">{reason}</p>)}
          <Facts facts={[
            ['Webhooks come to', <code>{data.settings.ingress}</code>],
            ['This API', <code>{data.settings.admin}</code>],
            ['Store', data.settings.store],
            ['Kept', data.settings.keep],
            ['Private networks allowed', data.settings.allow.join(', ') || 'none'],
            ['Tokens', data.settings.tokens.map(token => `${token.name} (${token.role})`).join(', ') || 'none: this machine only'],
          ]} />
          <Panel title="Sources">
            {data.sources.length === 0 ? <Empty command="breakwater init">None.</Empty> : (
              <table class="list" aria-label="Sources">
                <thead><tr><th>Source</th><th>Path</th><th>Provider</th><th>Scheme</th><th class="number">Secrets</th><th class="number">Body at most</th><th>Tolerance</th><th class="number">Answer</th></tr></thead>
                <tbody>
                  {data.sources.map(one => (
                    <tr key={one.name}>
                      <td><a data-row href={href(['events'], { source: one.name })}>{one.name}</a></td><td><code>{one.path}</code></td><td>{one.provider}</td><td>{one.scheme}</td>
                      <td class="number">{one.secrets}</td><td class="number">{bytes(one.maxBody)}</td><td>{one.tolerance}</td><td class="number">{one.answerStatus}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
          <Panel title="Destinations">
            {data.destinations.map(one => <details key={one.name}><summary data-row>{one.name}</summary><ul class="words">{policy(one).map(words => <li key={words}>{words}</li>)}</ul></details>)}
          </Panel>
          {data.settings.entities.length > 0 && (
            <Panel title="Entities">
              {data.settings.entities.map(kind => (
                <div key={kind.name}>
                  <h3><a href={href(['entities', kind.name])}>{kind.name}</a></h3>
                  <ul class="words">
                    <li>It begins as {kind.initial}. An early event waits {kind.wait}, and is then {kind.onTimeout === 'apply' ? 'applied' : 'flagged'}.</li>
                    {Object.entries(kind.transitions).map(([from, to]) => <li key={from}>{from} → {to.join(', ') || 'the end'}</li>)}
                  </ul>
                </div>
              ))}
            </Panel>
          )}
        </>
      )}
    </>
  );
}
