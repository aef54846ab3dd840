import { createHash } from 'node:crypto';
import type { Parcel } from './target-kind.js';

export interface TestFacts {
  /** A UUID, drawn for this test. */
  readonly deliveryId: string;
  readonly target: { readonly id: string; readonly name: string };
  readonly organisation: string | undefined;
  readonly requestedBy: string;
  readonly at: Date;
}

/** A small file that says who tests which target when. */
export function testParcel({ deliveryId, target, organisation, requestedBy, at }: TestFacts): Parcel {
  const from = `Trailkeeper${organisation === undefined ? '' : ` of ${organisation}`}`;
  const text = [
    `This is a test of the delivery target "${target.name}".`,
    `Sent by: ${from}`,
    `Asked for by: ${requestedBy}`,
    `At: ${at.toISOString()}`,
    `Delivery: ${deliveryId}`,
    'Nothing needs to be done with it.',
    '',
  ].join('\n');
  const content = Buffer.from(text);
  return {
    deliveryId,
    name: `trailkeeper-test-${deliveryId}.txt`,
    mediaType: 'text/plain; charset=utf-8',
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    content: async function* () {
      yield content;
    },
    subject: `Test of the delivery target "${target.name}"`,
    text,
    facts: { kind: 'test', organisation: organisation ?? null, target, requestedBy, at: at.toISOString() },
    link: null,
  };
}
