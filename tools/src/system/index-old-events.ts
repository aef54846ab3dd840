import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { StartError } from '@trailkeeper/http';
import pg from 'pg';
import { REPOSITORY_ROOT } from '../repository-root.js';
import { ownerEnvironment } from './app-environment.js';

export interface OldEvents {
  ownerUrl: string;
  environment?: NodeJS.ProcessEnv | undefined;
  /** Cuts it off; it goes on at the next start. */
  signal?: AbortSignal | undefined;
  /** Told how many are done and how many there were, first when none is. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Has the collector make events searchable that were stored by a release that could not: only its parser knows where the
 * message of an event is. Does nothing where there are none.
 */
export async function indexOldEvents(events: OldEvents): Promise<void> {
  const { ownerUrl, environment = process.env, signal, onProgress } = events;
  if (!(await hasOldEvents(ownerUrl))) return;
  signal?.throwIfAborted();
  const child = fork(PROGRAM, [], {
    cwd: REPOSITORY_ROOT,
    env: ownerEnvironment(environment, ownerUrl),
    detached: true, // a Ctrl-C reaches it only through us; it ends with us, too
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const cutOff = () => child.kill();
  signal?.addEventListener('abort', cutOff, { once: true });
  child.on('message', ({ done, total }: Progress) => onProgress?.(done, total));
  const [code] = (await once(child, 'exit')) as [number | null];
  signal?.removeEventListener('abort', cutOff);
  signal?.throwIfAborted();
  if (code !== 0) {
    throw new StartError('Not all older events could be made searchable; why stands above. The next start goes on.');
  }
}

interface Progress {
  done: number;
  total: number;
}

async function hasOldEvents(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query(FIND_ONE)).rowCount === 1;
  } finally {
    await client.end();
  }
}

// Uses audit_event_without_terms_idx, which is empty once all is done.
const FIND_ONE = `
select from audit_event where audit_event.search_terms is null order by audit_event.occurred_at limit 1
`;

const PROGRAM = join(REPOSITORY_ROOT, 'apps/collector/dist/index-old-events.js');
