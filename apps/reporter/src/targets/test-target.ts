import { randomUUID } from 'node:crypto';
import type { TestDelivery } from '@trailkeeper/contract';
import { DeliveryError } from './target-kind.js';
import { type TestFacts, testParcel } from './test-parcel.js';
import type { Targets } from './targets.service.js';

/** Delivers a small file to a target, as a bundle would be, and says what came of it. Fails only by a fault of ours. */
export async function testTarget(
  targets: Targets,
  facts: Pick<TestFacts, 'target' | 'organisation' | 'requestedBy'>,
): Promise<TestDelivery> {
  const began = new Date();
  const parcel = testParcel({ ...facts, deliveryId: randomUUID(), at: began });
  const signal = AbortSignal.timeout(LIMIT_SECONDS * 1_000);
  const end = (outcome: TestDelivery['outcome'], place: string | null, answer: string): TestDelivery => {
    const { deliveryId, bytes, sha256 } = parcel;
    const times = { beganAt: began.toISOString(), endedAt: new Date().toISOString() };
    return { deliveryId, outcome, ...times, place, bytes, sha256, answer };
  };
  try {
    const { place, answer } = await targets.deliver(facts.target.id, parcel, signal);
    return end('delivered', place, answer);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const limit = signal.aborted ? ` A test may take ${LIMIT_SECONDS} s.` : '';
    return end(error.mayHaveArrived ? 'unknown' : 'failed', null, error.message + limit);
  }
}

/** 60: whoever asked waits for it. */
const LIMIT_SECONDS = 60;
