import { describe, expect, it } from '@jest/globals';
import { anAuditEvent, chunkOf } from '../../../test/an-audit-event.js';
import { prepareGroup } from './prepare-group.js';

describe('prepareGroup', () => {
  it('makes one batch of each key, and sorts events by time and hash', () => {
    const [early, late] = [anAuditEvent({ occurredAt: at('10:00') }), anAuditEvent({ occurredAt: at('11:00') })];
    const group = prepareGroup([
      { chunk: { ...chunkOf(late), duplicates: 2 }, keyName: 'a' },
      { chunk: chunkOf(), keyName: 'b' },
      { chunk: chunkOf(early), keyName: 'a' },
    ]);
    expect(group.batches).toMatchObject([
      { keyName: 'a', received: 4 },
      { keyName: 'b', received: 0 },
    ]);
    expect(group.events.map(({ event, batch, arrival }) => [event, batch, arrival])).toEqual([
      [early, 0, 2],
      [late, 0, 0],
    ]);
  });

  it('takes an event that several bring from the first', () => {
    const event = anAuditEvent();
    const arrivals = ['a', 'b', 'a'].map((keyName) => ({ chunk: chunkOf(event), keyName }));
    expect(prepareGroup(arrivals).events).toMatchObject([{ batch: 0, arrival: 0 }]);
    expect(prepareGroup(arrivals).batches.map(({ received }) => received)).toEqual([2, 1]);
  });
});

function at(time: string): string {
  return `2026-09-15T${time}:00.000000Z`;
}
