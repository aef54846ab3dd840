import type { ScheduleDefinition } from '@trailkeeper/contract';
import { periodSlug } from '../reports/period/period-words.js';

/** What a bundle is named after. */
export interface NamedSlot {
  readonly id: string;
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
  readonly definition: Pick<ScheduleDefinition, 'timeZone'>;
  readonly restates: object | null;
}

/**
 * A name a regulator can file, the same on every try and of no other slot: `pci-daily-review_2026-09-15_slot-1a2b3c4d.zip`.
 * Letters, digits, `.`, `_` and `-` only. Pure.
 */
export function bundleName({ id, name, from, to, definition, restates }: NamedSlot): string {
  const period = periodSlug({ from, to, timeZone: definition.timeZone });
  return `${nameSlug(name)}_${period}_slot-${id.slice(0, 8)}${restates === null ? '' : '_restated'}.zip`;
}

/** A name as part of a file's name: `PCI: daily review (EU)` is `pci-daily-review-eu`. */
export function nameSlug(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  const slug = plain
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, MOST_LETTERS).replace(/-+$/, '') || 'schedule';
}

/** 60: with the rest far under what file systems and mail take (255 bytes). */
const MOST_LETTERS = 60;
