// What was typed into the one search field: an id, an entity, or anything that an event is found by.
import { get, Problem, segment } from './api';
import { go, href } from './route';
import type { Configuration, DeliveryDetail } from './types';
import { say } from './ui/notes';

export async function lookUp(text: string): Promise<void> {
  try {
    if (/^evt_/i.test(text)) return go(href(['events', text]));
    if (/^rpl_/i.test(text)) return go(href(['replays']));
    if (/^dlv_/i.test(text)) {
      const delivery = await get<DeliveryDetail>(`v1/deliveries/${segment(text)}`);
      return go(href(['events', delivery.eventId], { delivery: delivery.id }));
    }

    const [kind, ...rest] = text.split(/\s+/);
    if (kind && rest.length > 0) {
      const { entities } = await get<Configuration>('v1/configuration');
      if (entities.some(entity => entity.name === kind)) return go(href(['entities', kind, rest.join(' ')]));
    }

    go(href(['events'], { q: text }));
  } catch (fault) {
    say(fault instanceof Problem ? fault.message : String(fault), 'bad');
  }
}
