import { findAction } from '@trailkeeper/catalog';
import type { Span } from '../counts/bucket-parts.js';

/** A person's word that an action is not applicable here. Times are RFC 3339 in UTC, microseconds; `until` is excluded. */
export interface CoverageAttestation {
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
 * What an attestation is to a period that it overlaps. It `counts` if it is one of those that together hold for the whole
 * of it; `unneeded`: they do without it. Where there is a gap none counts: each begins or ends in the period, or both.
 */
export type Standing = 'counts' | 'unneeded' | 'begins' | 'ends' | 'begins-and-ends';

export interface PeriodAttestation {
  readonly attestation: CoverageAttestation;
  readonly standing: Standing;
}

/**
 * Holds attestations that were not withdrawn against a period (docs/meaning.md, rule 6): by documented name of the action,
 * those that overlap it, the one made last first. Pure. What is no part of coverage has none.
 */
export function attestationsOf(
  period: Span,
  attestations: readonly CoverageAttestation[],
): Map<string, PeriodAttestation[]> {
  const byEntry = new Map<string, Held[]>();
  for (const attestation of [...attestations].sort(lastMadeFirst)) {
    const entry = findAction(attestation.action);
    const held = heldOf(attestation);
    const isOverlapping = held.begin < period.to.getTime() && held.end > period.from.getTime();
    if (entry?.status !== 'documented' || !isOverlapping) continue;
    const ofEntry = byEntry.get(entry.name);
    if (ofEntry === undefined) byEntry.set(entry.name, [held]);
    else ofEntry.push(held);
  }
  return new Map([...byEntry].map(([name, ofEntry]) => [name, withStandings(period, ofEntry)]));
}

/** When an attestation holds, in milliseconds, of which all its times are whole. */
interface Held {
  readonly attestation: CoverageAttestation;
  readonly begin: number;
  readonly end: number;
}

function heldOf(attestation: CoverageAttestation): Held {
  const { from, until } = attestation;
  return { attestation, begin: from === null ? -Infinity : Date.parse(from), end: Date.parse(until) };
}

function withStandings(period: Span, ofEntry: readonly Held[]): PeriodAttestation[] {
  const needed = neededOf(period, ofEntry);
  return ofEntry.map((held) => {
    const standing = needed === null ? shortStanding(period, held) : needed.has(held) ? 'counts' : 'unneeded';
    return { attestation: held.attestation, standing };
  });
}

/**
 * Of those that together cover the period what remains once each that the others make up for is left out, the one made
 * first first; null if they leave a gap.
 */
function neededOf(period: Span, ofEntry: readonly Held[]): ReadonlySet<Held> | null {
  let kept = [...ofEntry].sort((one, other) => (one.begin < other.begin ? -1 : 1));
  if (!isCovered(period, kept)) return null;
  for (const held of [...ofEntry].reverse()) {
    const others = kept.filter((other) => other !== held);
    if (isCovered(period, others)) kept = others;
  }
  return new Set(kept);
}

/** Whether at each moment of the period one of them holds; they come by their beginning. */
function isCovered({ from, to }: Span, byBegin: readonly Held[]): boolean {
  let coveredTo = from.getTime();
  for (const { begin, end } of byBegin) {
    if (begin > coveredTo) return false;
    coveredTo = Math.max(coveredTo, end);
  }
  return coveredTo >= to.getTime();
}

function shortStanding({ from, to }: Span, { begin, end }: Held): Standing {
  if (begin <= from.getTime()) return 'ends';
  return end < to.getTime() ? 'begins-and-ends' : 'begins';
}

function lastMadeFirst(one: CoverageAttestation, other: CoverageAttestation): number {
  if (one.attestedAt !== other.attestedAt) return one.attestedAt > other.attestedAt ? -1 : 1;
  return one.id > other.id ? -1 : 1;
}
