import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { insertTarget } from '../../test/sent-slot.js';
import { openTestTrail, type TestTrail } from '../../test/test-trail.js';
import { changeTarget } from './change-target.js';
import { maybeTarget } from './find-targets.js';

let trail: TestTrail;
beforeAll(async () => {
  trail = await openTestTrail();
});
afterAll(() => trail?.stop());

it('secrets that are kept stay with the settings they were checked with, also when two change a target at once', async () => {
  const id = await insertTarget(trail.owner, 'raced', { url: 'https://a.example.com' });
  const known = { id, settings: { url: 'https://a.example.com' } };
  const change = (settings: object, names?: string[]) =>
    changeTarget(trail.reporter, {
      ...{ known, name: 'raced', settings, by: 'test' },
      secrets: names && { sealed: Buffer.from('sealed'), names },
    });
  expect(await change({ url: 'https://b.example.com' }, ['token'])).toBe('changed');
  expect(await change({ url: 'https://a.example.com', linkDays: 7 })).toBe('changed-meanwhile');
  expect(await maybeTarget(trail.reporter, id)).toMatchObject({ settings: { url: 'https://b.example.com' } });
  expect(await change({ url: 'https://c.example.com' }, ['token'])).toBe('changed');
});
