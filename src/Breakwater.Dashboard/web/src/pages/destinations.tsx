import { get } from '../api';
import type { Destination, Page } from '../types';
import { now, useData } from '../ui/data';
import { Fault, Twin } from '../ui/parts';
import { DestinationTable } from './overview';

export function Destinations() {
  const { data, fault } = useData(abort => get<Page<Destination>>('v1/destinations', {}, abort), []);
  return (
    <>
      <div class="title"><h1>Destinations</h1><Twin command="breakwater destinations" /></div>
      <Fault fault={fault} />
      {data && <DestinationTable destinations={data.items} at={now.value} />}
    </>
  );
}
