import type { Queryable } from '@trailkeeper/database';
import { isKnownEvent } from './database-faults.js';
import { findKnown } from './find-known.js';
import type { GroupEvent } from './prepare-group.js';

interface CopyWhatIsNew {
  /** To look up on what is stored already. */
  db: Queryable;
  events: readonly GroupEvent[];
  /** Some are probably stored already: look before writing, because a COPY that fails leaves dead rows. */
  isLookedUpFirst: boolean;
  /** Fails with 23505, and has done nothing then, when one of them is stored already. */
  copy: (events: GroupEvent[]) => Promise<void>;
}

/**
 * Copies those of the events that are new, and gives them. Events are taken for new until the primary key says otherwise;
 * then those that are known are left out and the rest goes again. Each time is another's commit, so that comes to an end.
 */
export async function copyWhatIsNew({ db, events, isLookedUpFirst, copy }: CopyWhatIsNew): Promise<GroupEvent[]> {
  let known = isLookedUpFirst ? await findKnown(db, events) : new Set();
  for (let attempt = 1; ; attempt += 1) {
    const fresh = events.filter(({ key }) => !known.has(key));
    try {
      await copy(fresh);
      return fresh;
    } catch (error) {
      if (!isKnownEvent(error) || attempt === MAX_ATTEMPTS) throw error;
      known = await findKnown(db, events);
    }
  }
}

/** 10: one would do unless others store the same events at the same moment. */
const MAX_ATTEMPTS = 10;
