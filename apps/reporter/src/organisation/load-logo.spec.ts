import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { reporterSettings } from '../config.js';
import { loadLogo } from './load-logo.js';
import { LogoFault } from './logo-fault.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailkeeper-logo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function aFile(bytes: Buffer, name = 'logo'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Pixels in rows, each red, green, blue, alpha. */
function aPng(
  pixels: [number, number, number, number][][],
  options: Parameters<typeof PNG.sync.write>[1] = {},
): Buffer {
  const png = new PNG({ width: pixels[0]?.length ?? 0, height: pixels.length });
  png.data = Buffer.from(pixels.flat(2));
  return PNG.sync.write(png, options);
}

/** Half transparent red, opaque blue; nothing at all, and green that cannot be seen. */
const PIXELS: [number, number, number, number][][] = [
  [
    [255, 0, 0, 128],
    [0, 0, 255, 255],
  ],
  [
    [0, 0, 0, 0],
    [0, 200, 0, 0],
  ],
];

/** So much of a JPEG as tells what it is. */
function aJpeg({ marker = 0xc0, precision = 8, width = 300, height = 100, components = 3, end = true } = {}): Buffer {
  const application = [0xff, 0xe0, 0x00, 0x06, 0x4a, 0x46, 0x49, 0x46];
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  const frame = [0xff, marker, 0x00, 8 + 3 * components, precision, ...size, components];
  const rest = Array.from({ length: 3 * components }, () => 1);
  return Buffer.from([0xff, 0xd8, ...application, 0xff, ...frame, ...rest, ...(end ? [0xff, 0xd9] : [])]);
}

describe('loadLogo', () => {
  it('lays transparency on white and stores an opaque 8-bit RGB picture without interlace', () => {
    const logo = loadLogo(aFile(aPng(PIXELS)));
    const stored = Buffer.from(logo.base64, 'base64');
    expect(logo).toMatchObject({ mediaType: 'image/png', width: 2, height: 2 });
    expect([...stored.subarray(24, 29)]).toEqual([8, 2, 0, 0, 0]); // bits, RGB, and no interlace at the end: PNG 11.2.1
    const { data } = PNG.sync.read(stored);
    expect([...data]).toEqual([...[255, 127, 127, 255, 0, 0, 255, 255], ...[255, 255, 255, 255, 255, 255, 255, 255]]);
  });

  it.each([
    ['grey', { colorType: 0, inputHasAlpha: true }],
    ['16 bits', { colorType: 6, bitDepth: 16, inputHasAlpha: true }],
  ] as const)('takes a PNG in %s', (_, options) => {
    const logo = loadLogo(aFile(aPng(PIXELS, options)));
    expect([...Buffer.from(logo.base64, 'base64').subarray(24, 26)]).toEqual([8, 2]);
  });

  it('takes an interlaced PNG with a palette', () => {
    const logo = loadLogo(aFile(Buffer.from(INTERLACED, 'base64')));
    expect(logo).toMatchObject({ mediaType: 'image/png', width: 9, height: 9 });
    expect(Buffer.from(logo.base64, 'base64')[28]).toBe(0);
  });

  it.each([
    ['baseline', {}, 300, 100],
    ['progressive', { marker: 0xc2 }, 300, 100],
    ['grey', { components: 1 }, 300, 100],
  ])('keeps a JPEG as it is: %s', (_, given, width, height) => {
    const bytes = aJpeg(given);
    expect(loadLogo(aFile(bytes))).toEqual({
      ...{ mediaType: 'image/jpeg', width, height },
      base64: bytes.toString('base64'),
    });
  });

  it.each<[string, Buffer, RegExp]>([
    ['text', Buffer.from('<svg/>'), /neither a PNG nor a JPEG; save/],
    ['nothing', Buffer.alloc(0), /neither a PNG nor a JPEG/],
    ['a cut PNG', aPng(PIXELS).subarray(0, 60), /damaged PNG; save it again/],
    ['only the beginning of a PNG', aPng(PIXELS).subarray(0, 10), /damaged PNG/],
    ['a wide PNG', withSize(aPng(PIXELS), 2_001, 2), /2001 x 2 pixels; 1 to 2,000 each way are taken: scale it/],
    ['a PNG that would fill the memory', withSize(aPng(PIXELS), 2 ** 31 - 1, 2 ** 31 - 1), /scale it/],
    ['a high JPEG', aJpeg({ height: 2_001 }), /300 x 2001 pixels/],
    ['a JPEG of no height', aJpeg({ height: 0 }), /300 x 0 pixels/],
    ['a CMYK JPEG', aJpeg({ components: 4 }), /CMYK.*save it in RGB/],
    ['a lossless JPEG', aJpeg({ marker: 0xc3 }), /rare kind; save it as a baseline/],
    ['an arithmetically coded JPEG', aJpeg({ marker: 0xc9 }), /rare kind/],
    ['a JPEG with 12 bits', aJpeg({ precision: 12 }), /rare kind/],
    ['a cut JPEG', aJpeg({ end: false }), /damaged JPEG; save it again/],
    ['a JPEG without a frame', Buffer.from([0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0, 0, 0, 0, 0]), /damaged JPEG/],
    ['half a megabyte and more', Buffer.alloc(512 * 1024 + 1, aJpeg()), /524289 bytes.*make it smaller/],
  ])('refuses %s and says the way out', (_, bytes, words) => {
    const path = aFile(bytes);
    expect(() => loadLogo(path)).toThrow(LogoFault);
    expect(() => loadLogo(path)).toThrow(words);
  });

  it('says that there is no such file, or that it is a folder', () => {
    expect(() => loadLogo(join(folder, 'none.png'))).toThrow(/does not exist; check the path/);
    expect(() => loadLogo(folder)).toThrow(/is no file; name the picture/);
  });
});

describe('ORGANISATION_LOGO', () => {
  const secrets = { ADMIN_TOKEN: 'a-token-of-twenty-signs', SECRET_KEY: 'a-key-of-eighteen-signs' };
  const given = { DATABASE_URL: 'postgres://u:p@db/x', ...secrets };

  it('is read at start', () => {
    const path = aFile(aPng(PIXELS), 'company.png');
    expect(reporterSettings({ ...given, ORGANISATION_LOGO: path }).ORGANISATION_LOGO).toMatchObject({ width: 2 });
    expect(reporterSettings(given).ORGANISATION_LOGO).toBeUndefined();
  });

  it('stops the start with the other faults, naming the setting and the path', () => {
    const path = aFile(Buffer.from('no picture'), 'company.gif');
    const wrong = { ...given, REPORTER_PORT: 'x', ORGANISATION_LOGO: path };
    expect(() => reporterSettings(wrong)).toThrow(/^2 settings are wrong:/);
    expect(() => reporterSettings(wrong)).toThrow(
      `ORGANISATION_LOGO must be the path of a PNG or JPEG file, for example /etc/trailkeeper/logo.png; ${path} is neither`,
    );
  });
});

function withSize(png: Buffer, width: number, height: number): Buffer {
  const other = Buffer.from(png);
  other.writeUInt32BE(width, 16);
  other.writeUInt32BE(height, 20);
  return other;
}

/** 9 x 9 pixels of four colours, interlaced, with a palette: what pngjs reads but does not write. */
const INTERLACED =
  'iVBORw0KGgoAAAANSUhEUgAAAAkAAAAJCAMAAAGgSMa0AAAADFBMVEXvAA+vAE9PAK8PAO+nUrERAAAAMUlEQVQI1zWLQQoAAAjClv3/z6WRhwlDAboNJG2jsijH6iQRhiJ3ktenPnfJRN70cgAUdwB5K88rqAAAAABJRU5ErkJggg==';
