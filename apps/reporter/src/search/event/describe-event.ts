import type { EventAnswer } from '@trailkeeper/contract';
import { withSnapshot } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { describeMeaning } from './describe-meaning.js';
import { findRelated } from './find-related.js';
import { getBody } from './get-body.js';
import { getEvent } from './get-event.js';
import { maybeCounterpart } from './maybe-counterpart.js';
import { receivedText } from './received-text.js';

/** All that is known of the event with this id, as of one moment. Throws ApiError 404. */
export function describeEvent(dataSource: DataSource, id: string): Promise<EventAnswer> {
  return withSnapshot(dataSource, async (runner) => {
    const stored = await getEvent(runner, id);
    return {
      ...stored,
      ...receivedText(await getBody(runner, id)),
      catalog: describeMeaning(stored.event),
      counterpart: (await maybeCounterpart(runner, stored.event)) ?? null,
      related: await findRelated(runner, stored.event),
    };
  });
}
