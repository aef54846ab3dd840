import { describe, expect, it } from '@jest/globals';
import { bundleName, nameSlug } from './bundle-name.js';

describe('the name of a bundle', () => {
  const slot = {
    id: '1a2b3c4d-0000-4000-8000-000000000000',
    name: 'Keys: Prüfung (täglich)',
    from: new Date('2026-09-14T22:00:00Z'),
    to: new Date('2026-09-15T22:00:00Z'),
    definition: { timeZone: 'Europe/Berlin' },
    restates: null,
  };

  it('says the schedule, the period and the slot', () => {
    expect(bundleName(slot)).toBe('keys-prufung-taglich_2026-09-15_slot-1a2b3c4d.zip');
  });

  it('of a restated slot says that it is one', () => {
    expect(bundleName({ ...slot, restates: {} })).toMatch(/_slot-1a2b3c4d_restated\.zip$/);
  });

  it.each([
    ['../../etc/passwd', 'etc-passwd'],
    ['日次レビュー', 'schedule'],
    ['--A--', 'a'],
    ['x'.repeat(100), 'x'.repeat(60)],
    [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
    ['a\r\nb\0c', 'a-b-c'],
  ])('makes %j harmless', (name, slug) => {
    expect(nameSlug(name)).toBe(slug);
  });
});
