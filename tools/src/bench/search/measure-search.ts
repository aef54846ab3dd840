import { pathOf, type TimedSearch } from './time-searches.js';
import type { RunningSystem } from '../../system/system.js';
import { analyzeTrail } from '../analyze-trail.js';
import { explainSearches, type Explaining } from './explain-searches.js';
import { type MeasuredExport, measureExport } from './measure-export.js';
import { histogramPath, measureHistograms } from './measure-histograms.js';
import { measureMixes } from './measure-mixes.js';
import { measureTexts, type TimedText } from './measure-texts.js';
import { sampleTrail, type Span } from './searched-trail.js';

export interface MeasuredSearch {
  csv: MeasuredExport;
  mixes: TimedSearch[];
  texts: TimedText[];
  histograms: TimedSearch[];
}

/**
 * Measures all that searches the trail, and then asks once more for the plans. The export goes first, and all of it before
 * anything else that asks the reporter: the peak of its memory is of all its life.
 */
export async function measureSearch(
  system: RunningSystem,
  { trail, ...explaining }: Explaining & { trail: Span },
): Promise<MeasuredSearch> {
  await analyzeTrail(system.ownerDatabaseUrl);
  console.log('Exporting the trail …');
  const csv = await measureExport(system);
  console.log('Searching …');
  const sampled = await sampleTrail(system.ownerDatabaseUrl, trail);
  const mixes = await measureMixes(system, sampled, SEED);
  const texts = await measureTexts(system, sampled, { total: csv.rows, seed: SEED });
  const histograms = await measureHistograms(system, monthFrom(trail.from));
  console.log('Asking once more, for the plans …');
  const paths = [...mixes, ...texts].map(({ search }) => pathOf(search));
  await explainSearches(system, [...paths, ...histograms.map(({ search }) => histogramPath(search))], explaining);
  return { csv, mixes, texts, histograms };
}

function monthFrom(from: Date): Span {
  return { from, to: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) };
}

const SEED = 15;
