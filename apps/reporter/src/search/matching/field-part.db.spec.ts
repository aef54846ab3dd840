import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, searchTermsOf, spellingsOf, wordsOf } from '@trailkeeper/database';
import fc from 'fast-check';
import { isFound } from '../../../test/search-oracle.js';
import { testSeed } from '../../../test/seed.js';
import { anEvent, insertEvents, type SentEvent } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import type { Condition } from '../event-search.js';
import { MAX_TEXTS, parseQuery } from '../query/parse-query.js';
import { readAddress } from '../query/read-value.js';
import { type FieldCondition, fieldPart } from './field-part.js';
import { matchingOf, whereOf } from './matching.js';
import { openParams } from './sql-part.js';
import { termSetsOf } from './terms-of.js';

const seed = testSeed('field-part');
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

  it('is found by the words that the terms have, whatever stands between them and however they are spelt', async () => {
    const texts = fc.sample(
      fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join('')),
      { numRuns: 300, seed },
    );
    const events = texts.map((text, at) => anEvent({ [at % 2 === 0 ? 'message' : 'targetName']: text }));
    let hits = 0;
    for (const text of [...PIECES, ...texts.slice(0, 200)]) {
      const words = wordsOf(text);
      if (words.length === 0) continue;
      hits += (await expectAlike({ kind: 'words', words, isNegated: false }, events)).filter(Boolean).length;
    }
    expect(hits).toBeGreaterThan(1_000);
  });

  it('is found by a word in which any letter stands in any of its spellings', async () => {
    const letters = Array.from({ length: 0x1ffff }, (_none, at) => at + 1).filter(
      (code) => code < 0xd800 || code > 0xdfff,
    );
    const spelt = letters.map((code) => String.fromCodePoint(code)).filter((one) => spellingsOf(one).length > 1);
    expect(spelt.length).toBeGreaterThan(1_300);
    for (let at = 0; at < spelt.length; at += 200) {
      const some = spelt.slice(at, at + 200);
      const message = some.map((letter) => spellingsOf(letter).at(-1)).join('');
      const words = some.map((letter) => spellingsOf(letter)[0]).join('');
      const condition = { kind: 'words', words: [words], isNegated: false } as const;
      expect(await expectAlike(condition, [anEvent({ message }), anEvent({ message: words })])).toEqual([true, true]);
    }
  });

  it.each([
    ['ASCII', 'a '.repeat(2_046)],
    ['letters of two code units', '\u{20000}'.repeat(4_091) + ' '],
    ['both', `${'a'.repeat(3_000)}${'\u{20000}'.repeat(1_091)} `],
  ])('is cut at the same character as its terms: %s', async (_what, before) => {
    const events = [anEvent({ reasonText: `${before}halves and more` }), anEvent({ initiatorName: `${before}halves` })];
    for (const words of [['halv'], [...wordsOf(before).slice(-1), 'halv']]) {
      expect(await expectAlike({ kind: 'words', words, isNegated: false }, events)).toEqual([true, true]);
    }
    expect(await expectAlike({ kind: 'words', words: ['halves'], isNegated: false }, events)).toEqual([false, false]);
    expect(await expectAlike({ kind: 'words', words: ['more'], isNegated: false }, events)).toEqual([false, false]);
  });

  it('is looked at for as many texts at once as a query line may have, each pattern made ready once', async () => {
    const texts = Array.from({ length: MAX_TEXTS }, (_none, at) => `${at % 2 === 0 ? '' : '-'}word${at}`);
    const conditions = parseQuery(`${texts.join(' ')} address:nowhere,192.0.2.7`);
    const { bind, params } = openParams();
    const where = whereOf(matchingOf({ conditions, occurred: ANY_TIME, arrived: ANY_TIME }), bind);
    const even = texts.filter((_text, at) => at % 2 === 0).join(' ');
    const ids = await insertEvents(trail.owner, [
      anEvent({ message: even, initiatorAddress: '192.0.2.7' }),
      anEvent({ message: `${even} word7`, initiatorAddress: '192.0.2.7' }),
      anEvent({ message: even.replace('word8', ''), initiatorAddress: '192.0.2.7' }),
    ]);
    const rows = await query<{ hash: string }>(
      trail.reporter,
      `select encode(event.content_hash, 'hex') as hash from audit_event event where ${where}`,
      params,
    );
    expect(rows.map(({ hash }) => hash)).toEqual(ids.slice(0, 1).map((id) => id.split('_')[1]));
    // Those of addresses are two in `address_within` and one beside it. PostgreSQL keeps 32.
    expect(MAX_TEXTS + 3).toBeLessThanOrEqual(32);
  });
});

/** Words, spellings of them, and what separates them or does not. */
const PIECES = [
  ...['key', 'KEY', '\u212aey', 'prod', 'Straße', 'STRAẞE', 'ΟΔΟΣ', 'οδός', 'İ', 'ı', 'ǆ', 'ǅ', '中', '密钥', '佐々木'],
  ...['e\u0301', 'é', '10²', '1', '\u{1d400}', '\u{10400}', '\u{10428}', 'ⓐ', 'Ⓐ', '⠁', 'º', '\u00b5', 'Ϥ'],
  ...[
    ' ',
    '-',
    '\u0085',
    '\u00a0',
    '\u00ad',
    '«',
    '»',
    '¿',
    '·',
    '×',
    '—',
    '“',
    '”',
    '…',
    '\u200b',
    '\u2028',
    '\u2060',
    '\ufeff',
  ],
  ...['€', '→', '✅', '⚠\ufe0f', '🚀', '\u3000', '。', '，', '：', '（', '」', '・', '～'],
];

function hasTerms(condition: Condition, event: SentEvent): boolean {
  const terms = searchTermsOf({ ...NOTHING, ...event, occurredAt: event.occurredAt.toISOString() });
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
