import type { QueryRunner } from 'typeorm';

/**
 * Brings a slot to its next state after one of its deliveries came to an end, in that delivery's transaction: to its end when
 * all bundles are delivered; to `notifying`, with notices to send, when one failed; to `failed` once its owner was told.
 */
export async function settleSlot(_runner: QueryRunner, _slotId: string): Promise<void> {
  throw new Error('not made yet');
}
