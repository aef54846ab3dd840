import { findAction } from '@trailkeeper/catalog';
import type { Span } from '../counts/bucket-parts.js';

/** A person's word that an action is not applicable here. Times are RFC 3339 in UTC, microseconds; `until` is excluded. */
export interface Attestation {
  readonly id: string;
  readonly action: string;
  readonly reason: string;
  /** Null: for all time before `until`. */
  readonly from: string | null;
  readonly until: string;
  readonly attestedBy: string;
  readonly recordedBy: string;
  readonly attestedAt: string;
}

/**
 * What an attestation is to a period that it overlaps. It `counts` if it holds for the whole of it; else it begins or ends
 * in it, or both. `superseded`: it would count, but for a later one that does.
 */
export type Standing = 'counts' | 'superseded' | 'begins' | 'ends' | 'begins-and-ends';

export interface PeriodAttestation {
  readonly attestation: Attestation;
  readonly standing: Standing;
}

/**
 * Holds attestations that were not withdrawn against a period (docs/meaning.md, rule 6): by documented name of the action,
 * those that overlap it, the one made last first. Pure. What is no part of coverage has none.
 */
export function attestationsOf(
  { from, to }: Span,
  attestations: readonly Attestation[],
): Map<string, PeriodAttestation[]> {
  const byEntry = new Map<string, PeriodAttestation[]>();
  for (const attestation of [...attestations].sort(lastMadeFirst)) {
    const entry = findAction(attestation.action);
    const begin = attestation.from === null ? -Infinity : Date.parse(attestation.from);
    const end = Date.parse(attestation.until);
    if (entry?.status !== 'documented' || begin >= to.getTime() || end <= from.getTime()) continue;
    const ofEntry = byEntry.get(entry.name) ?? [];
    const isCounted = ofEntry.some(({ standing }) => standing === 'counts');
    const standing = standingOf({ begins: begin > from.getTime(), ends: end < to.getTime(), isCounted });
    byEntry.set(entry.name, [...ofEntry, { attestation, standing }]);
  }
  return byEntry;
}

function standingOf({ begins, ends, isCounted }: { begins: boolean; ends: boolean; isCounted: boolean }): Standing {
  if (begins && ends) return 'begins-and-ends';
  if (begins) return 'begins';
  if (ends) return 'ends';
  return isCounted ? 'superseded' : 'counts';
}

function lastMadeFirst(one: Attestation, other: Attestation): number {
  if (one.attestedAt !== other.attestedAt) return one.attestedAt > other.attestedAt ? -1 : 1;
  return one.id > other.id ? -1 : 1;
}
