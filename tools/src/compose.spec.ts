import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPOSITORY_ROOT } from './repository-root.js';

const read = (path: string) => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
const compose = read('docker/compose.yaml');
const operations = read('docs/operations.md');

/** What stands below a service's name. */
function serviceOf(name: string): string {
  const [, text] = new RegExp(`^  ${name}:\\n((?: {4}.*\\n|\\n)+)`, 'm').exec(compose) ?? [];
  if (text === undefined) throw new Error(`docker/compose.yaml has no service ${name}`);
  return text;
}

describe('docker/compose.yaml', () => {
  const BOTH = ['QUARANTINE_MAX_BYTES', 'STOP_SECONDS', 'STOP_DELAY_SECONDS'];

  it.each([
    ['collector', [...BOTH, 'DATABASE_TIMEOUT_SECONDS']],
    [
      'reporter',
      [
        ...BOTH,
        'ORGANISATION',
        'REPORT_RETENTION',
        'PUBLIC_URL',
        'DELIVERY_PRIVATE_NETWORKS',
        'WEEK_START',
        'FISCAL_YEAR_START',
      ],
    ],
  ])('passes on to the %s what may stand in docker/.env, unset where it does not', (name, settings) => {
    const service = serviceOf(name);
    for (const setting of settings) expect(service).toContain(`\n      ${setting}: \${${setting}:-}`);
  });

  it.each(['collector', 'reporter'])('gives the %s longer to stop than it takes for it', (name) => {
    const [, seconds] = /^ {4}stop_grace_period: \$\{STOP_GRACE_PERIOD:-(\d+)s\}$/m.exec(serviceOf(name)) ?? [];
    const [, stop] = /^\| `STOP_SECONDS` \| both \| (\d+);/m.exec(operations) ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(Number(stop) + 2);
  });

  it('is described with all that may be set', () => {
    const [, docker = ''] = /^## With Docker\n([^]+?)^## /m.exec(operations) ?? [];
    const named = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !docker.includes(name))).toEqual([]);
  });
});
