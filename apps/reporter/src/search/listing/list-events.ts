import type { FoundEvent } from '@trailkeeper/contract';
import type { QueryRunner } from 'typeorm';
import { maybeEventId } from '../event-id.js';
import type { EventSearch } from '../event-search.js';
import { findPage } from './find-page.js';
import { readHorizon, withinHorizon } from './horizon.js';
import { listCursorOf, type ListPosition, searchDigest } from './list-cursor.js';
import type { Pace } from './walk.js';

export interface ListRequest {
  readonly search: EventSearch;
  /** Where it goes on; undefined for the first page. */
  readonly position: ListPosition | undefined;
  readonly readAt: Date;
  readonly limit: number;
  /** For tests, which have few events. */
  readonly pace?: Pace;
}

export interface ListPage {
  readonly items: FoundEvent[];
  readonly nextCursor: string | null;
}

/**
 * A page of a listing, what happened last first; all in the runner's transaction, a snapshot. A listing is what was committed
 * when its first page was read: whatever is committed after that is in no later page, and nothing is skipped or told twice.
 */
export async function listEvents(runner: QueryRunner, request: ListRequest): Promise<ListPage> {
  const { search, position, limit, pace } = request;
  const within = position && (await withinHorizon(runner, position.horizon));
  // One more tells whether there is a next page.
  const page = { search, after: position?.after, within, limit: limit + 1, ...(pace && { pace }) };
  const found = await findPage(runner, page);
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? await cursorAfter(runner, items.at(-1)!, request) : null };
}

async function cursorAfter(runner: QueryRunner, last: FoundEvent, request: ListRequest): Promise<string> {
  const { position, search, readAt } = request;
  const after = maybeEventId(last.id)!;
  if (position !== undefined) return listCursorOf({ ...position, after });
  return listCursorOf({ after, horizon: await readHorizon(runner), readAt, digest: searchDigest(search) });
}
