import { beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseWatch, type StateChange } from './database-watch.js';

let now: number;
let watch: DatabaseWatch;
let changes: StateChange[];

beforeEach(() => {
  now = Date.parse('2026-11-20T09:00:00Z');
  watch = new DatabaseWatch(() => now);
  changes = [];
  watch.onChange = (change) => changes.push(change);
});

const cause = new Error('made up');

describe('a watch', () => {
  it('remembers a full disk until something is written, whatever else is answered', () => {
    watch.failed('disk_full', 'write', cause);
    watch.heard();
    watch.connected();
    expect(watch.state).toBe('disk_full');
    now += 60_000;
    watch.wrote();
    expect(watch.state).toBe('ok');
    expect(changes).toEqual([
      { state: 'disk_full', before: 'ok', lastedMs: undefined, cause },
      { state: 'ok', before: 'disk_full', lastedMs: 60_000 },
    ]);
  });

  it('takes any answer for the end of an outage', () => {
    watch.failed('unreachable', 'answer', cause);
    watch.heard();
    expect(watch.state).toBe('ok');
  });

  it('takes a new connection for the end of there being too many, and no answer on an old one', () => {
    watch.failed('too_many_connections', 'connection', cause);
    now += 5_000;
    watch.heard();
    watch.wrote();
    expect(watch.state).toBe('too_many_connections');
    watch.connected();
    expect(watch.state).toBe('ok');
  });

  it('takes a storm of connections for one change, however many get through and commit meanwhile', () => {
    for (let at = 0; at < 100; at += 1) {
      watch.failed('too_many_connections', 'connection', cause);
      watch.wrote();
      watch.connected();
      now += 50;
    }
    expect(watch.failures.get('too_many_connections')).toBe(100);
    now += 4_900;
    watch.connected();
    expect(changes).toMatchObject([{ state: 'too_many_connections', before: 'ok' }]);
    now += 100;
    watch.connected();
    expect(changes).toMatchObject([{}, { state: 'ok', lastedMs: 10_000 }]);
  });

  it('knows how long ago something was written', () => {
    expect(watch.hasWrittenWithin(10_000)).toBe(false);
    watch.wrote();
    now += 10_000;
    expect(watch.hasWrittenWithin(10_000)).toBe(true);
    now += 1;
    expect(watch.hasWrittenWithin(10_000)).toBe(false);
  });

  it('keeps since when a state lasts, counts each failure, and tells of a change once', () => {
    const since = new Date(now);
    watch.failed('slow', 'write', cause);
    now += 5_000;
    watch.failed('slow', 'answer', cause);
    expect(watch.fault).toEqual({ state: 'slow', since, lastAt: new Date(now), endsWith: 'write' });
    expect(watch.failures.get('slow')).toBe(2);
    expect(changes).toHaveLength(1);
  });

  it('is in the state of the last failure', () => {
    watch.failed('disk_full', 'write', cause);
    watch.failed('starting', 'answer', cause);
    expect(watch.state).toBe('starting');
    watch.heard();
    expect(watch.state).toBe('ok');
  });

  it('asks for a look when a connection fails, not when a statement does', () => {
    let looks = 0;
    watch.onDoubt = () => (looks += 1);
    watch.failed('disk_full', 'write', cause);
    expect(looks).toBe(0);
    watch.failed('unreachable', 'answer', cause);
    expect(looks).toBe(1);
  });
});
