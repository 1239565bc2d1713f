import { get } from '../api';
import { bytes } from '../format';
import { filter, href, place } from '../route';
import type { Page, Rejection, Source } from '../types';
import { useData } from '../ui/data';
import { Empty, Fault, Picker, Twin, When } from '../ui/parts';

/** What would have to change for it to pass. */
const cures: Record<string, string> = {
  'signature-mismatch': 'The secret here and at the platform have to be the same, and nothing between may change the body. After a rotation, list both secrets.',
  'signature-missing': 'Switch signing on at the platform. If this is no platform’s request, refusing it was right.',
  'header-missing': 'The platform has to send this header; a proxy between may be dropping it.',
  'header-doubled': 'A proxy between adds the header a second time: let it pass only one.',
  'header-malformed': 'The header is not as the provider writes it: is the right provider configured?',
  'timestamp-missing': 'The scheme signs a time, and none came: is the right provider configured?',
  'timestamp-out-of-tolerance': 'Compare this machine’s clock with the platform’s; tolerance of the source may be raised.',
  'key-unknown': 'The platform signs with a key that is not configured: add it.',
  'key-expired': 'The key is no longer valid: fetch the platform’s new one.',
  'body-malformed': 'The body is not what the provider sends: is the right provider configured?',
  'body-too-large': 'Raise maxBody of the source, or let the platform send less.',
  'body-too-slow': 'The sender or the network between was too slow: the platform tries again.',
  'source-unknown': 'Correct the address at the platform, or add the source.',
  'id-missing': 'event.id of the source has to point to where the id is; body-hash needs none.',
  'body-unreadable': 'The source reads something from JSON, and the body is none.',
  'method-not-allowed': 'Events come with POST: correct the setting at the platform.',
};

export function Rejected() {
  const query = place.value.query;
  const source = query.get('source') ?? '';
  const after = query.get('after') ?? undefined;
  const names = useData(abort => get<Page<Source>>('v1/sources', {}, abort), [], { on: false }).data?.items.map(one => one.name) ?? [];
  const { data, fault } = useData(abort => get<Page<Rejection>>('v1/rejections', { source, limit: 50, after }, abort), [query.toString()], { on: !after });
  return (
    <>
      <div class="title"><h1>Rejected</h1><Twin command={`curl "$BREAKWATER_SERVER/v1/rejections${source ? `?source=${source}` : ''}"`} /></div>
      <p class="lead">What was refused at the door. The last 1,000 are kept, in memory of the node that answers; their bodies are not.</p>
      <div class="filters" role="group" aria-label="Filters">
        <Picker label="Source" value={source} options={names} none="all" onPick={name => filter({ source: name })} />
      </div>
      <Fault fault={fault} />
      {data?.items.length === 0 && <Empty command={`breakwater send ${source || names[0] || 'stripe'} --bad-signature`}>Nothing was refused.</Empty>}
      {data && data.items.length > 0 && (
        <div class="scroll">
          <table class="list" aria-label="Rejections, newest first">
            <thead><tr><th>When</th><th>Source</th><th class="number">Answer</th><th>Why, and what would have to change</th><th>From</th><th class="number">Size</th><th>Headers</th></tr></thead>
            <tbody>
              {data.items.map(one => (
                <tr key={one.number}>
                  <td class="nowrap"><When at={one.at} /></td>
                  <td><a data-row href={href(['rejected'], { source: one.source })}>{one.source}</a></td>
                  <td class="number">{one.status}</td>
                  <td class="wide"><code>{one.code}</code> {one.reason}<br /><span class="faint">{cures[one.code] ?? 'Try it with breakwater verify, which says what does not fit.'}</span></td>
                  <td class="nowrap">{one.remoteAddress}</td>
                  <td class="number">{bytes(one.bodyBytes)}</td>
                  <td class="faint"><details><summary>{one.headerNames.length}</summary>{one.headerNames.join(', ')}</details></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="pager">
        {after && <a href={href(['rejected'], { source })}>Newest</a>}
        {data?.next && <a href={href(['rejected'], { source, after: data.next })}>Older</a>}
      </div>
    </>
  );
}
