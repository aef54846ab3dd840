import type { Period } from '../period/period.js';

/** 15 minutes: the grid of `activity.bucket` and `activity.arrived_bucket`. */
export const BUCKET_MS = 15 * 60_000;

/** A stretch of time, `to` excluded. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** A period cut on the bucket grid: counts answer for `whole`, rows for the at most two `edges`. */
export interface BucketParts {
  readonly whole: Span | null;
  readonly edges: readonly Span[];
}

/** Cuts a period into what whole buckets cover and what is left of them at its ends. */
export function bucketParts({ from, to }: Pick<Period, 'from' | 'to'>): BucketParts {
  const first = ceilToBucket(from);
  const end = floorToBucket(to);
  if (first > end) return { whole: null, edges: [{ from, to }] };
  const edges = [
    { from, to: first },
    { from: end, to },
  ].filter((edge) => edge.from < edge.to);
  return { whole: first < end ? { from: first, to: end } : null, edges };
}

/** The beginning of the bucket a moment lies in. */
export function floorToBucket(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / BUCKET_MS) * BUCKET_MS);
}

function ceilToBucket(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / BUCKET_MS) * BUCKET_MS);
}
