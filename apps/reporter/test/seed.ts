import { randomInt } from 'node:crypto';

/**
 * The seed of a test's random choices: TEST_SEED, or else another at every run. It is printed, so that a run that failed
 * can be had again: `TEST_SEED=123 npm test`.
 */
export function testSeed(what: string): number {
  const given = process.env['TEST_SEED'];
  if (given !== undefined && !/^\d{1,9}$/.test(given)) throw new Error('TEST_SEED must be a whole number below 10^9');
  const seed = given === undefined ? randomInt(1_000_000_000) : Number(given);
  process.stdout.write(`${what}: TEST_SEED=${seed}\n`);
  return seed;
}
