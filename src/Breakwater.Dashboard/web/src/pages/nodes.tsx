import { get } from '../api';
import { milliseconds } from '../format';
import type { Node, Page } from '../types';
import { useData } from '../ui/data';
import { Badge, Fault, Twin, When } from '../ui/parts';

export function Nodes() {
  const { data, fault } = useData(abort => get<Page<Node>>('v1/nodes', {}, abort), []);
  return (
    <>
      <div class="title"><h1>Nodes</h1><Twin command='curl "$BREAKWATER_SERVER/v1/nodes"' /></div>
      <p class="lead">Who shares the work. A node owns shards by a lease; when it is gone, the others take them.</p>
      <Fault fault={fault} />
      {data && (
        <table class="list" aria-label="Nodes">
          <thead><tr><th>Node</th><th class="number">Number</th><th>Since</th><th>Lease</th><th class="number">Shards of 64</th><th class="number">Overdue</th></tr></thead>
          <tbody>
            {data.items.map(node => (
              <tr key={node.number}>
                <td>{node.name} {node.self && <Badge word="answers" tone="good" title="The node that this page talks to" />}</td>
                <td class="number">{node.number}</td>
                <td><When at={node.since} bare /></td>
                <td>{node.leaseMs === null ? 'needs none: the store is of one node' : milliseconds(node.leaseMs)}</td>
                <td class="number">{node.shards}</td>
                <td class="number">{milliseconds(node.lagMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
