import fc from 'fast-check';
import { anEvent } from '../an-event.js';
import { sampleLines } from '../published-samples.js';
import { changeBytes } from './change-bytes.js';
import { changeShape, type Step } from './change-shape.js';
import { copyMembers, type ExactMembers, isMembers, readExact } from './exact-json.js';
import { WRAPPINGS } from './wrappings.js';
import { SPELLINGS, writeExact } from './write-exact.js';

/** A valid event in one of the envelopes, changed in up to two places, and then in up to two more without any regard. */
export const mutatedItems: fc.Arbitrary<Buffer> = fc
  .record({
    base: fc.nat(1_000),
    wrapping: fc.nat(1_000),
    spelling: fc.nat(1_000),
    inside: fc.array(steps(), { maxLength: 2 }),
    outside: fc.oneof({ weight: 4, arbitrary: fc.constant<Step[]>([]) }, { weight: 1, arbitrary: fc.tuple(steps()) }),
    bytes: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Step[]>([]) },
      { weight: 2, arbitrary: fc.array(steps(), { minLength: 1, maxLength: 2 }) },
    ),
  })
  .map(({ base, wrapping, spelling, inside, outside, bytes }) => {
    const event = copyMembers(BASES[base % BASES.length]!);
    for (const step of inside) changeShape(event, step);
    const item = WRAPPINGS[wrapping % WRAPPINGS.length]!(event);
    for (const step of outside) changeShape(item, step);
    const written = Buffer.from(writeExact(item, SPELLINGS[spelling % SPELLINGS.length]));
    return bytes.reduce(changeBytes, written);
  });

function steps(): fc.Arbitrary<Step> {
  return fc.tuple(fc.nat(255), fc.nat(0xffffff), fc.nat(0xffffff));
}

/** Few, so that one event comes up again and again, in other words and nearly the same. */
const BASES: readonly ExactMembers[] = [
  JSON.stringify(anEvent()),
  JSON.stringify(
    anEvent({ responseData: { reasonForFailure: 'no', list: [1, 2.5, { deep: null }] }, outcome: 'failure' }),
  ),
  '{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z"}',
  '{"action":"read/list","eventTime":"2026-01-01T00:00:00Z","requestData":{"n":12345678901234567890}}',
  ...['ibm-docs.ndjson', 'ibm-other-producers.ndjson', 'openstack-cadf.ndjson'].flatMap((name) => sampleLines(name)),
].flatMap((line) => {
  const event = readExact(line);
  return isMembers(event) ? [event] : [];
});
