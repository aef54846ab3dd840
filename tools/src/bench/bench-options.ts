import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY_ROOT } from '../repository-root.js';
import type { Trail } from './measure-ingest.js';

export interface BenchOptions {
  trail: Trail;
  /** Of the one large request; 0: none. */
  largeBytes: number;
  only: 'search' | undefined;
  /** Where the plans of searches go. */
  plansFile: string;
}

/** The options of `npm run bench`; fails with what one must be. */
export function readBenchOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({ args, options: OPTIONS });
  const events = Number(values.events);
  if (!Number.isSafeInteger(events) || events < 1) {
    throw new Error('--events takes a whole number, for example 1000000');
  }
  const deletions = values.deletions === undefined ? undefined : Number(values.deletions);
  if (deletions !== undefined && !(deletions >= 0 && deletions <= 1)) {
    throw new Error('--deletions takes a share from 0 to 1, for example 0.5');
  }
  const largeBytes = Number(values.large);
  if (!Number.isSafeInteger(largeBytes) || largeBytes < 0) throw new Error('--large takes a number of bytes, or 0');
  if (values.only !== undefined && values.only !== 'search') throw new Error('--only takes search, or is left out');
  return {
    trail: { ...periodOf(events), events, deletions },
    largeBytes,
    only: values.only,
    plansFile:
      values.plans === undefined ? PLANS_FILE : resolve(process.env['INIT_CWD'] ?? process.cwd(), values.plans),
  };
}

/** A million events a month, from January 2026 to October at most: what has not happened yet is not taken. */
function periodOf(events: number): { from: Date; to: Date } {
  const months = Math.min(MOST_MONTHS, Math.max(1, Math.round(events / EVENTS_A_MONTH)));
  return { from: new Date(Date.UTC(2026, 0, 1)), to: new Date(Date.UTC(2026, months, 1)) };
}

const EVENTS_A_MONTH = 1_000_000;
const MOST_MONTHS = 10;

const PLANS_FILE = resolve(REPOSITORY_ROOT, '.bench/plans.txt');

const OPTIONS = {
  events: { type: 'string', default: '1000000' },
  deletions: { type: 'string' },
  large: { type: 'string', default: '2000000000' },
  only: { type: 'string' },
  plans: { type: 'string' },
} as const;
