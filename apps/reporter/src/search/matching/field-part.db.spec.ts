import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, searchTermsOf } from '@trailkeeper/database';
import { isFound } from '../../../test/search-oracle.js';
import { anEvent, type SentEvent } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import type { Condition } from '../event-search.js';
import { readAddress } from '../query/read-value.js';
import { type FieldCondition, fieldPart } from './field-part.js';
import { openParams } from './sql-part.js';
import { termSetsOf } from './terms-of.js';

const ANY_TIME = { from: null, to: null };

describe('what an event says in a field', () => {
  let trail: TestTrail;

  beforeAll(async () => {
    trail = await openTestTrail();
  });

  afterAll(() => trail.stop());

  /** Expects the SQL to find of these events what the oracle finds, and each to have the terms that the index is asked for. */
  async function expectAlike(condition: FieldCondition & Condition, events: readonly SentEvent[]): Promise<boolean[]> {
    const { bind, params } = openParams();
    const statement = `select ${fieldPart(condition)(bind)} as found from ${asRows(bind(JSON.stringify(events)))}`;
    const rows = await query<{ found: boolean | null }>(trail.reporter, statement, params);
    const areFound = rows.map(({ found }) => found === true);
    const search = { conditions: [condition], occurred: ANY_TIME, arrived: ANY_TIME };
    const asked = JSON.stringify(condition);
    expect([asked, areFound]).toEqual([asked, events.map((event) => isFound(search, event))]);
    const missed = events.filter((event, at) => areFound[at] && !hasTerms(condition, event));
    expect([asked, missed]).toEqual([asked, []]);
    return areFound;
  }

  it('is found by each address of a list, as it is written if it is none', async () => {
    const lists = ['10.0.0.1, 10.0.0.2', '1.2.3.4/08', '1.2.3.4/8', '10.1.2/24', '::1.2', '\t a\u00a0,b\v', '::1/064'];
    const events = lists.map((initiatorAddress) => anEvent({ initiatorAddress }));
    const asked = [...lists.slice(1, 5), '10.0.0.1', ' 10.0.0.2', '10.1.2.0/24', '0.0.0.0/0', '::/0', 'a\u00a0', 'b'];
    const found = asked.map(async (text) => {
      const read = readAddress({ text, isQuoted: true });
      if ('fault' in read) throw new Error(read.fault);
      return (await expectAlike({ kind: 'address', addresses: [read.value], isNegated: false }, events)).indexOf(true);
    });
    expect(await Promise.all(found)).toEqual([1, 2, 3, 4, 0, 0, -1, 0, -1, 5, 5]);
  });
});

function hasTerms(condition: Condition, event: SentEvent): boolean {
  const terms = searchTermsOf({ ...NOTHING, ...event });
  return termSetsOf([condition]).every((set) => set.some((term) => terms.includes(term)));
}

const NOTHING = {
  ...{ severity: null, initiatorId: null, initiatorName: null, initiatorAddress: null, targetId: null },
  ...{ targetName: null, targetType: null, correlationId: null, reasonCode: null, reasonText: null, message: null },
};

/** Events as rows of `audit_event`, as far as texts and addresses are asked for. */
function asRows(events: string): string {
  return `(
    select sent."initiatorAddress" as initiator_address, sent."initiatorName" as initiator_name,
           sent."targetName" as target_name, sent."reasonText" as reason_text, sent.message
    from json_to_recordset(${events}::json) as sent (
      "initiatorAddress" text, "initiatorName" text, "targetName" text, "reasonText" text, message text
    )
  ) event`;
}
