import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import pg from 'pg';
import { indexOldEvents } from './index-old-events.js';

describe('indexOldEvents', () => {
  let database: TestDatabase;
  let owner: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(`select ensure_event_partition('2026-09-01Z')`);
  });

  afterEach(async () => {
    await owner.end();
    await database.drop();
  });

  it('has the collector give every event from before its message and terms', async () => {
    await owner.query(INSERT_OLD_EVENTS, [2_500]);
    await indexOldEvents({ ownerUrl: database.ownerUrl });
    const { rows } = await owner.query(COUNT_EVENTS);
    expect(rows).toEqual([{ events: '2500', searchable: '2500', messages: '2500' }]);
  });

  it('starts nothing where there are none', async () => {
    await expect(indexOldEvents({ ownerUrl: database.ownerUrl, environment: UNUSABLE })).resolves.toBeUndefined();
    await owner.query(INSERT_OLD_EVENTS, [1]);
    await expect(indexOldEvents({ ownerUrl: database.ownerUrl, environment: UNUSABLE })).rejects.toThrow(
      'could be made searchable',
    );
  });

  it('is cut off, and goes on when it is called again', async () => {
    await owner.query(INSERT_OLD_EVENTS, [2_500]);
    const interrupt = new AbortController();
    const cutOff = indexOldEvents({ ownerUrl: database.ownerUrl, signal: interrupt.signal });
    const hasBegun = async () => (await owner.query<{ searchable: string }>(COUNT_EVENTS)).rows[0]?.searchable !== '0';
    while (!(await hasBegun())) await new Promise((resolve) => setTimeout(resolve, 5));
    interrupt.abort();
    await cutOff.catch(() => undefined);
    await indexOldEvents({ ownerUrl: database.ownerUrl });
    const { rows } = await owner.query(COUNT_EVENTS);
    expect(rows).toEqual([{ events: '2500', searchable: '2500', messages: '2500' }]);
  });
});

/** Node does not start with it. */
const UNUSABLE = { ...process.env, NODE_OPTIONS: '--no-such-option' };

const INSERT_OLD_EVENTS = `
insert into audit_event (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
select '2026-09-15T10:00:00Z'::timestamptz + n * interval '1 s', sha256(n::text::bytea), 1, 'kms.secrets.create', '', 'success',
       'us-south', 'a1', json_build_object('action', 'kms.secrets.create', 'eventTime', '2026-09-15T10:00:00Z', 'message', n)
from generate_series(1, $1) n
`;

const COUNT_EVENTS = `
select count(*) as "events", count(event.search_terms) as "searchable", count(event.message) as "messages"
from audit_event event
`;
