import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEventTime } from './event-time.js';
import { ExactNumber } from './json-value.js';

const NOW = Date.parse('2026-09-15T10:00:00Z');

describe('parseEventTime', () => {
  it.each([
    ['2022-02-22T17:59:07.57+0000', '2022-02-22T17:59:07.570000Z'],
    ['2020-06-03T00:47:51.818+0000', '2020-06-03T00:47:51.818000Z'],
    ['2014-02-14T01:20:47.932842+00:00', '2014-02-14T01:20:47.932842Z'],
    ['2026-03-19T06:27:45.396909981Z', '2026-03-19T06:27:45.396909Z'],
    ['2026-03-19T06:27:45.9999999Z', '2026-03-19T06:27:45.999999Z'],
    ['2012-03-22T13:00:00-06:00', '2012-03-22T19:00:00.000000Z'],
    ['2012-12-31T23:30:00.5-0130', '2013-01-01T01:00:00.500000Z'],
    ['2021-1-17T09:05:00Z', '2021-01-17T09:05:00.000000Z'],
    ['2021-11-7T09:05:00Z', '2021-11-07T09:05:00.000000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000000Z'],
    ['2026-09-16T10:00:00Z', '2026-09-16T10:00:00.000000Z'],
    [' 2026-09-15T10:00:00z ', '2026-09-15T10:00:00.000000Z'],
    ['2026-09-15T10:00:00-00:00', '2026-09-15T10:00:00.000000Z'],
  ])('reads %s as %s', (text, time) => {
    expect(parseEventTime(text, NOW)).toEqual({ value: time });
  });

  it.each([
    [undefined, 'no_event_time'],
    [null, 'no_event_time'],
    ['', 'no_event_time'],
    ['  ', 'no_event_time'],
    [1_700_000_000, 'invalid_event_time'],
    [new ExactNumber('1700000000000000000000'), 'invalid_event_time'],
    ['1700000000', 'invalid_event_time'],
    [true, 'wrong_type'],
    [{}, 'wrong_type'],
    [[], 'wrong_type'],
    ['2026-09-15T10:00:00', 'invalid_event_time'],
    ['2026-09-15', 'invalid_event_time'],
    ['yesterday', 'invalid_event_time'],
    ['2026-13-01T00:00:00Z', 'invalid_event_time'],
    ['2026-00-01T00:00:00Z', 'invalid_event_time'],
    ['2026-02-29T00:00:00Z', 'invalid_event_time'],
    ['2026-04-31T00:00:00Z', 'invalid_event_time'],
    ['2026-04-00T00:00:00Z', 'invalid_event_time'],
    ['2026-04-01T24:00:00Z', 'invalid_event_time'],
    ['2026-04-01T23:60:00Z', 'invalid_event_time'],
    ['2016-12-31T23:59:60Z', 'invalid_event_time'],
    ['2026-04-01T10:00:00.Z', 'invalid_event_time'],
    ['2026-04-01T10:00:00.1234567890Z', 'invalid_event_time'],
    ['2026-04-01T10:00:00+24:00', 'invalid_event_time'],
    ['2026-04-01T10:00:00+00:60', 'invalid_event_time'],
    ['2026-04-01T10:00Z', 'invalid_event_time'],
    ['1999-12-31T23:59:59.999999Z', 'event_time_out_of_range'],
    ['0000-01-01T00:00:00Z', 'event_time_out_of_range'],
    ['0050-01-01T00:00:00Z', 'event_time_out_of_range'],
    ['2026-09-16T10:00:01Z', 'event_time_out_of_range'],
    ['9999-12-31T23:59:59Z', 'event_time_out_of_range'],
  ])('refuses %p as %s', (value, code) => {
    expect(parseEventTime(value, NOW).problem?.code).toBe(code);
  });

  it('agrees with Date on every moment it takes, in every zone', () => {
    const moment = fc.date({ min: new Date('2000-01-02'), max: new Date('2026-09-14'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 23);
        const size = Math.abs(offset);
        const zone = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':');
        const text = `${local}${offset < 0 ? '-' : '+'}${zone}`;
        expect(parseEventTime(text, NOW).value).toBe(date.toISOString().replace('Z', '000Z'));
      }),
    );
  });
});
