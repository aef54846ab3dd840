import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maybeNetwork, networksAround } from './networks.js';
import { beginningsOf, phraseTerms, type SearchedEvent, searchTerm, searchTermsOf } from './search-terms.js';
import { SEARCHED_CHARACTERS, searchedPart, spellingsOf, wordsOf } from './words.js';

const NOTHING: SearchedEvent = {
  occurredAt: '2026-09-15T23:59:59.999999Z',
  action: 'kms.secrets.create',
  emitter: '',
  outcome: 'success',
  severity: 'normal',
  location: 'eu-de',
  account: 'a1',
  initiatorId: null,
  initiatorName: null,
  initiatorAddress: null,
  targetId: null,
  targetName: null,
  targetType: null,
  correlationId: null,
  reasonCode: null,
  reasonText: null,
  message: null,
};

describe('searchTermsOf', () => {
  it('has a term for each value an event can be asked for, and none for what most events are', () => {
    const terms = searchTermsOf({ ...NOTHING, initiatorName: 'Ann', targetId: 'crn:v1', reasonCode: 403 });
    for (const term of [
      searchTerm('day', '2026-09-15'),
      searchTerm('action', 'kms.secrets.create'),
      searchTerm('beginning', 'kms.'),
      searchTerm('beginning', 'kms.secrets.'),
      searchTerm('location', 'eu-de'),
      searchTerm('initiator', 'Ann'),
      searchTerm('word', 'ann'),
      searchTerm('target', 'crn:v1'),
      searchTerm('reasonCode', '403'),
    ]) {
      expect(terms).toContain(term);
    }
    expect(terms).toHaveLength(10);
    expect(terms).not.toContain(searchTerm('outcome', 'success'));
  });

  it('finds an initiator by id and by name alike, and no target by them', () => {
    expect(searchTermsOf({ ...NOTHING, initiatorId: 'x' })).toContain(searchTerm('initiator', 'x'));
    expect(searchTermsOf({ ...NOTHING, initiatorId: 'x' })).not.toContain(searchTerm('target', 'x'));
  });

  it('reads a list of addresses, with the networks around each', () => {
    const terms = searchTermsOf({ ...NOTHING, initiatorAddress: '10.41.87.6, 2001:DB8::1,nowhere' });
    for (const [field, value] of [
      ['address', '10.41.87.6'],
      ['network', '10.41.87'],
      ['network', '10'],
      ['address', '2001:db8:0:0:0:0:0:1'],
      ['network', '2001.db8'],
      ['address', 'nowhere'],
    ] as const) {
      expect(terms).toContain(searchTerm(field, value));
    }
  });

  it('has the term of each word and of each two, of ASCII or not, and no other', () => {
    const units = fc.constantFrom('grapheme', 'grapheme-ascii', 'binary-ascii');
    const texts = units.chain((unit) => fc.string({ unit }));
    const others = new Set(searchTermsOf(NOTHING));
    fc.assert(
      fc.property(texts, (text) => {
        const terms = searchTermsOf({ ...NOTHING, message: text }).filter((term) => !others.has(term));
        const words = wordsOf(text);
        const pairs = words.length < 2 ? [] : phraseTerms(words);
        expect(terms).toEqual([...new Set([...words.map((word) => searchTerm('word', word)), ...pairs])]);
      }),
    );
  });

  it('reads the same addresses alike each time, however many come between', () => {
    const listOf = (last: number) => ({ ...NOTHING, initiatorAddress: `192.0.2.1, 10.0.${last >> 8}.${last & 255}` });
    const first = searchTermsOf(listOf(0));
    for (let last = 1; last < 3_000; last += 1) searchTermsOf(listOf(last));
    expect(searchTermsOf(listOf(0))).toEqual(first);
    expect(searchTermsOf(listOf(1))).not.toEqual(first);
  });

  it('has a term for each two words of one text that stand side by side', () => {
    const terms = searchTermsOf({ ...NOTHING, message: 'Not found: KEY', targetName: 'a key' });
    expect(terms).toEqual(expect.arrayContaining(phraseTerms(['not', 'found', 'key'])));
    expect(terms).toEqual(expect.arrayContaining(phraseTerms(['a', 'key'])));
    for (const words of [
      ['found', 'not'],
      ['key', 'a'],
      ['not', 'key'],
    ]) {
      expect(terms).not.toContain(phraseTerms(words)[0]);
    }
    expect(phraseTerms(['key'])).toEqual([searchTerm('word', 'key')]);
  });

  it('has terms for four beginnings of an action, however many dots it has', () => {
    expect(beginningsOf('a.b.c')).toEqual(['a.', 'a.b.']);
    expect(beginningsOf('read/list')).toEqual([]);
    expect(beginningsOf('.'.repeat(500))).toHaveLength(4);
  });

  it('cuts a text after as many characters as PostgreSQL does, not code units', () => {
    const ideograph = '\u{20000}';
    const text = `${ideograph.repeat(SEARCHED_CHARACTERS - 6)} late halves and more`;
    const terms = searchTermsOf({ ...NOTHING, reasonText: text });
    expect(terms).toContain(searchTerm('word', 'late'));
    expect(terms).not.toContain(searchTerm('word', 'halves'));
    expect(terms).toEqual(searchTermsOf({ ...NOTHING, reasonText: text.slice(0, -' halves and more'.length) }));
    expect([...searchedPart(`${text}${ideograph}`)]).toHaveLength(SEARCHED_CHARACTERS);
    const half = searchTermsOf({ ...NOTHING, reasonText: `${'a '.repeat(SEARCHED_CHARACTERS / 2 - 2)}halves` });
    expect(half).toEqual(expect.arrayContaining(phraseTerms(['a', 'halv'])));
    expect(half).not.toContain(searchTerm('word', 'halves'));
  });

  it('gives 32-bit integers, each once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const terms = searchTermsOf({ ...NOTHING, message: text, targetName: text, reasonText: text });
        expect(new Set(terms).size).toBe(terms.length);
        for (const term of terms) expect(term).toBe(term | 0);
      }),
    );
  });
});

describe('wordsOf', () => {
  it.each([
    ['Key Protect: create key -failure', ['key', 'protect', 'create', 'key', 'failure']],
    ['ops@Example.com', ['ops', 'example', 'com']],
    ['MÜLLER, Straße', ['müller', 'straße']],
    ['ΟΔΟΣ', ['οδοσ']],
    ['STRAẞE', ['straße']],
    ['\u212aEY \u212bNGSTR\u00d6M \u2126', ['key', 'ångström', 'ω']],
    ['the\u00a0key “prod” was rotated—by hand', ['the', 'key', 'prod', 'was', 'rotated', 'by', 'hand']],
    ['«key»…→\ufeffold\u200b¿new?', ['key', 'old', 'new']],
    ['密钥：已轮换（生产）。佐々木', ['密钥', '已轮换', '生产', '佐々木']],
    ['⚠️disk ✅done🚀now', ['disk', 'done', 'now']],
    ['10²×x½ 1ª', ['10²', 'x½', '1ª']],
    ['İ', ['İ']],
    ['', []],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('folds every spelling that it offers to the same word, and offers each character that has it', () => {
    for (let code = 0; code <= 0x10ffff; code += code === 0xd7ff ? 0x801 : 1) {
      const character = String.fromCodePoint(code);
      const [word] = wordsOf(character);
      if (word === undefined) continue;
      const offered = spellingsOf(word);
      if (!offered.includes(character)) throw new Error(`U+${code.toString(16)} does not find itself`);
      for (const spelling of offered) if (wordsOf(spelling)[0] !== word) throw new Error(`${spelling} is not ${word}`);
    }
    expect(spellingsOf('ß')).toEqual(['ß', 'ẞ']);
    expect(spellingsOf('k')).toEqual(['k', 'K', '\u212a']);
  });

  it('cuts at no letter, no digit and no mark of any script', () => {
    const isOfWord = /^[\p{L}\p{N}\p{M}]$/u;
    const but = /^[\ufe00-\ufe0f\u{1f100}-\u{1f10c}\u2776-\u2793]$/u; // variants, digits in circles
    for (let code = 0; code <= 0x10ffff; code += code === 0xd7ff ? 0x801 : 1) {
      const character = String.fromCodePoint(code);
      if (!isOfWord.test(character) || but.test(character)) continue;
      if (wordsOf(character).length !== 1) throw new Error(`U+${code.toString(16)} separates words`);
    }
  });
});

describe('maybeNetwork', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', 32, ['192.0.2', '192.0', '192']],
    ['192.0.2.0/20', '192.0.2.0', 20, ['192.0', '192']],
    ['10.0.0.0/4', '10.0.0.0', 4, []],
    ['2001:0DB8::7', '2001:db8:0:0:0:0:0:7', 128, ['2001.db8.0.0', '2001.db8.0', '2001.db8']],
    ['::', '0:0:0:0:0:0:0:0', 128, ['0.0.0.0', '0.0.0', '0.0']],
    ['::ffff:192.0.2.1', '0:0:0:0:0:ffff:c000:201', 128, ['0.0.0.0', '0.0.0', '0.0']],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', 128, ['1.2.3.4', '1.2.3', '1.2']],
  ])('reads %s', (text, address, bits, around) => {
    const network = maybeNetwork(text);
    expect(network).toMatchObject({ address, bits });
    expect(networksAround(network!)).toEqual(around);
  });

  it.each([
    '192.0.2.0/24172',
    '192.0.2.0/33',
    '010.1.1.1',
    '10.1',
    'fe80::1%eth0',
    'host',
    '',
    '1.2.3.4/8/8',
    '::/129',
  ])('takes "%s" for neither an address nor a network', (text) => {
    expect(maybeNetwork(text)).toBeUndefined();
  });
});
