import { describe, expect, it } from '@jest/globals';
import { SERVICES, serviceOf } from '@trailkeeper/catalog';
import { plausibleEvents } from './plausible-events.js';

const MONTH = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-01T00:00:00Z'), count: 6000, seed: 7 };

describe('plausibleEvents', () => {
  const events = [...plausibleEvents(MONTH)];

  it('makes about as many events as wanted, all inside the period', () => {
    const times = events.map((event) => Date.parse(String(event['eventTime'])));

    expect(events.length).toBeGreaterThan(5900);
    expect(events.length).toBeLessThan(6200);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(MONTH.from.getTime());
    expect(Math.max(...times)).toBeLessThan(MONTH.to.getTime());
  });

  it('has events of every service of the catalog, and leaves some documented actions unseen', () => {
    const services = new Set(events.map((event) => serviceOf(String(event['action']))));

    expect([...services].sort()).toEqual(SERVICES.map((service) => service.id).sort());
  });

  it('gives the same events for the same seed and others for another', () => {
    expect([...plausibleEvents({ ...MONTH, count: 200 })]).toEqual([...plausibleEvents({ ...MONTH, count: 200 })]);
    expect([...plausibleEvents({ ...MONTH, count: 200, seed: 8 })]).not.toEqual([
      ...plausibleEvents({ ...MONTH, count: 200 }),
    ]);
  });

  it('fails, is pending, and deletes in bursts, as real services do', () => {
    const outcomes = new Set(events.map((event) => event['outcome']));

    expect(outcomes).toEqual(new Set(['success', 'failure', 'pending']));
  });
});
