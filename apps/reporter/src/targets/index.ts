import { directory } from './directory/directory.js';
import { email } from './email/email.js';
import { s3 } from './s3/s3.js';
import type { TargetKind } from './target-kind.js';
import { webhook } from './webhook/webhook.js';

/** Every kind of delivery target, in the order in which they are offered. A new kind is one folder and its line here. */
export const TARGET_KINDS: readonly TargetKind[] = [directory, s3, email, webhook];

/** The kind with this id, or undefined. */
export function findTargetKind(id: string): TargetKind | undefined {
  return TARGET_KINDS.find((kind) => kind.id === id);
}
