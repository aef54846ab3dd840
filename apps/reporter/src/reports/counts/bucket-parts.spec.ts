import { describe, expect, it } from '@jest/globals';
import { bucketParts } from './bucket-parts.js';

const at = (time: string) => new Date(`2026-09-15T${time}Z`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe('bucketParts', () => {
  it.each([
    ['on buckets', span('10:00:00', '11:00:00'), span('10:00:00', '11:00:00'), []],
    [
      'off both ends',
      span('10:07:00', '11:01:00'),
      span('10:15:00', '11:00:00'),
      [span('10:07:00', '10:15:00'), span('11:00:00', '11:01:00')],
    ],
    ['off one end', span('10:00:00', '10:16:00'), span('10:00:00', '10:15:00'), [span('10:15:00', '10:16:00')]],
    [
      'around one boundary',
      span('10:14:00', '10:16:00'),
      null,
      [span('10:14:00', '10:15:00'), span('10:15:00', '10:16:00')],
    ],
    ['within one bucket', span('10:01:00', '10:14:00'), null, [span('10:01:00', '10:14:00')]],
    ['up to a boundary', span('10:01:00', '10:15:00'), null, [span('10:01:00', '10:15:00')]],
  ])('cuts a period %s', (_, period, whole, edges) => {
    expect(bucketParts(period)).toEqual({ whole, edges });
  });
});
