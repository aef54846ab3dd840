import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { Settings } from 'luxon';
import { aLastReview, aLogo, aReportDocument, aTableSection } from '../testing/a-report-document.js';
import { writePdf } from './write-pdf.js';

/**
 * Of the report below, on every machine, in every zone and version of Node. Whoever changes how reports look changes
 * this line with it, and looks at the pages first.
 */
const SHA_256 = '9f93d5d6789a55fdbd963b5b3dd341e106a2256701cac8eb2ab5bf6f6e3ebff4';

describe('the same stored document', () => {
  afterEach(() => {
    Settings.defaultZone = 'system';
    Settings.resetCaches();
  });

  it('gives the same bytes on every machine', async () => {
    expect(await sha256()).toBe(SHA_256);
  });

  it('gives the same bytes in another zone and language, as made again', async () => {
    Settings.defaultZone = 'Asia/Tokyo';
    Settings.defaultLocale = 'ar-EG';
    Settings.defaultNumberingSystem = 'arab';
    expect(await sha256()).toBe(SHA_256);
  });

  it('gives the same bytes at another time', async () => {
    const others = ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask', 'performance'] as const;
    jest.useFakeTimers({ now: new Date('2041-03-31T01:30:00Z'), doNotFake: [...others] });
    try {
      expect(new Date().getUTCFullYear()).toBe(2041);
      expect(await sha256()).toBe(SHA_256);
    } finally {
      jest.useRealTimers();
    }
  });

  it('gives the same bytes in a process started elsewhere', async () => {
    const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
    const options = ['--experimental-vm-modules', '--no-warnings', jest, 'same-bytes', '-t', 'on every machine'];
    const env = { ...process.env, TZ: 'Pacific/Kiritimati', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' };
    const { stderr } = await promisify(execFile)(process.execPath, options, { cwd: REPORTER, env });
    expect(stderr).toContain('1 passed');
  });
});

const REPORTER = fileURLToPath(new URL('../../..', import.meta.url));

async function sha256(): Promise<string> {
  const period = { ...aReportDocument().period, timeZone: 'Europe/Berlin' };
  const sections = [aTableSection({ rows: 40 })];
  const document = aReportDocument({ period, sections, logo: aLogo(), lastReview: aLastReview() });
  const hash = createHash('sha256');
  for await (const chunk of writePdf(document)) hash.update(chunk);
  return hash.digest('hex');
}
