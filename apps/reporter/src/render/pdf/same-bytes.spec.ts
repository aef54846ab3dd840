import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Settings } from 'luxon';
import { aReportDocument, aTableSection } from '../testing/a-report-document.js';
import { writePdf } from './write-pdf.js';

/**
 * Of the report below, on every machine, in every zone and version of Node. Whoever changes how reports look changes
 * this line with it, and looks at the pages first.
 */
const SHA_256 = 'a9d2f8faa17e5495305826a7c9ba20e607f9d76fcef4cb3135f8d21511562d3f';

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
  const document = aReportDocument({ period, sections: [aTableSection({ rows: 40 })] });
  const hash = createHash('sha256');
  for await (const chunk of writePdf(document)) hash.update(chunk);
  return hash.digest('hex');
}
