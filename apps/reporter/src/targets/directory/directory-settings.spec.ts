import { describe, expect, it } from '@jest/globals';
import { directorySettingsSchema } from './directory-settings.js';

describe('the path of a directory', () => {
  it.each(['auditor', 'auditor/monthly', 'a b', 'Prüfer', '...', '.hidden', 'a..b'])('may be %s', (path) => {
    expect(directorySettingsSchema.parse({ path })).toEqual({ path });
  });

  it.each([
    ['', /empty/],
    ['/etc', /from DELIVERY_DIRECTORY on/],
    ['..', /lead out of DELIVERY_DIRECTORY/],
    ['a/../../b', /lead out of DELIVERY_DIRECTORY/],
    ['a//b', /one "\/" between/],
    ['a/', /one "\/" between/],
    ['./a', /one "\/" between/],
    ['a\0b', /control character/],
    ['a\nb', /control character/],
    ['a\\..\\b', /backslash/],
    ['x'.repeat(501), /500 characters/],
    ['ü'.repeat(128), /255 bytes/],
  ])('may not be %j', (path, message) => {
    const { error } = directorySettingsSchema.safeParse({ path });
    expect(error?.issues[0]).toMatchObject({ path: ['path'], message: expect.stringMatching(message) });
  });
});
