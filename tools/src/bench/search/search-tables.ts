import { goal, rounded } from '../figures.js';
import { quantile } from '../quantile.js';
import { TEXT_GOALS_MS } from './choose-texts.js';
import type { MeasuredSearch } from './measure-search.js';
import type { TimedSearch } from './time-searches.js';

/** The tables of what was measured of searches, by their titles. */
export function searchTables({ csv, mixes, texts, histograms }: MeasuredSearch): Record<string, object> {
  const times = mixes.flatMap(({ tookMs }) => tookMs);
  const histogramTimes = histograms.flatMap(({ tookMs }) => tookMs);
  return {
    [`${mixes.length} random searches, first page, ms`]: {
      p50: { figure: rounded(quantile(times, 0.5)) },
      p95: goal(quantile(times, 0.95), 50),
      p99: { figure: rounded(quantile(times, 0.99)) },
      worst: { figure: rounded(Math.max(...times)) },
      'how many find nothing': { figure: mixes.filter(({ found }) => found === 0).length },
    },
    'the slowest of them': slowest(mixes).map(({ search, tookMs, found }) => ({
      ms: rounded(worstOf({ tookMs })),
      found,
      search: decodeURIComponent(search.replaceAll('+', ' ')),
    })),
    'words and phrases, first page, ms': texts.map(({ kind, words, hits, found, tookMs }) => ({
      ...{ kind, words, 'events with the words': hits, found },
      ...goal(worstOf({ tookMs }), TEXT_GOALS_MS[kind]),
    })),
    'histogram of a month by service, ms': {
      p95: goal(quantile(histogramTimes, 0.95), 200),
      worst: goal(Math.max(...histogramTimes), 200),
    },
    [`CSV export of ${csv.rows.toLocaleString('en')} events`]: {
      'rows per second': { figure: rounded(csv.perSecond) },
      'rows per second of COPY (select the same columns) TO STDOUT': { figure: rounded(csv.baselinePerSecond) },
      ratio: goal(csv.perSecond / csv.baselinePerSecond, 0.7, 'at least'),
      'peak memory of the reporter by then, MiB': goal(csv.peakMib ?? NaN, 256),
    },
  };
}

function slowest(searches: readonly TimedSearch[]): TimedSearch[] {
  return searches.toSorted((one, other) => worstOf(other) - worstOf(one)).slice(0, 5);
}

function worstOf({ tookMs }: Pick<TimedSearch, 'tookMs'>): number {
  return Math.max(...tookMs);
}
