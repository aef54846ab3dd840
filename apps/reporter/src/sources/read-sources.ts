import type { SourceKind, SourceList } from '@trailkeeper/contract';
import { query, withSnapshot } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { AskRows } from './ask-rows.js';
import { findKeySources, findServiceSources } from './find-sources.js';

/** All sources as they are now, or those of one kind, services before keys, read from one snapshot. */
export function readSources(dataSource: DataSource, kind?: SourceKind): Promise<SourceList> {
  return withSnapshot(dataSource, async (runner) => {
    const ask: AskRows = (sql, params) => query(runner, sql, params);
    const [now] = await ask<{ now: Date }>(GET_NOW);
    if (now === undefined) throw new Error('the database did not say what time it is');
    const services = kind === 'key' ? NONE : await findServiceSources(ask, now.now);
    const keys = kind === 'service' ? [] : await findKeySources(ask, now.now);
    return { asOf: now.now.toISOString(), servicesLeftOut: services.leftOut, items: [...services.sources, ...keys] };
  });
}

const NONE = { sources: [], leftOut: { count: 0, isAtLeast: false } };

const GET_NOW = `
select statement_timestamp() as "now"
`;
