import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { foundEventSchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { anEvent, insertEvents, type SentEvent } from '../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../test/test-trail.js';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from './found-event.js';

describe('a found event', () => {
  let trail: TestTrail;

  beforeAll(async () => {
    trail = await openTestTrail();
  });

  afterAll(() => trail.stop());

  async function foundAs(sent: SentEvent) {
    const [id] = await insertEvents(trail.owner, [sent]);
    const rows = await query<FoundEventRow>(trail.reporter, FIND_ALL);
    return { id, found: rows.map(toFoundEvent).find((event) => event.id === id) };
  }

  it('has every column, and what the catalog makes of its action', async () => {
    const details = {
      severity: 'warning',
      dataEvent: true,
      initiatorId: 'IBMid-1',
      initiatorName: 'ops@example.com',
      initiatorAddress: '192.0.2.7',
      targetId: 'crn:v1:key',
      targetName: 'a key',
      targetType: 'kms/secrets',
      correlationId: 'c1',
      reasonCode: 403,
      reasonText: 'Forbidden',
      message: 'Key Protect: create key -failure',
    };
    const arrivedAt = new Date('2026-09-15T11:00:00.5Z');
    const { id, found } = await foundAs(
      anEvent({ ...details, outcome: 'failure', microseconds: 42, arrivedAt, location: 'eu-de', account: 'a2' }),
    );
    expect(foundEventSchema.strict().parse(found)).toEqual({
      ...details,
      id,
      occurredAt: '2026-09-15T10:00:07.000042Z',
      arrivedAt: '2026-09-15T11:00:00.500000Z',
      action: 'kms.secrets.create',
      service: 'kms',
      family: 'key-protect',
      catalogStatus: 'documented',
      outcome: 'failure',
      location: 'eu-de',
      account: 'a2',
    });
  });

  it('has null for what it does not say', async () => {
    const { found } = await foundAs(anEvent());
    expect(foundEventSchema.parse(found)).toMatchObject({ severity: null, dataEvent: null, reasonCode: null });
  });

  it('is of the service that its emitter names, if its action names none', async () => {
    const { found } = await foundAs(anEvent({ action: 'read/list', emitter: 'nova' }));
    expect(found).toMatchObject({ service: 'nova', family: null, catalogStatus: 'undocumented' });
  });
});

const FIND_ALL = `
select ${FOUND_EVENT}
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
`;
