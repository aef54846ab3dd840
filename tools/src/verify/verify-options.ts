import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readVerifyingKeys, type VerifyingKey } from '@trailkeeper/bundle';
import { UsageError } from '../usage-error.js';

export interface VerifyOptions {
  readonly bundles: readonly GivenBundle[];
  readonly keys: GivenKeys | undefined;
}

export interface GivenBundle {
  /** As it was given. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface GivenKeys {
  /** The file, as it was given. */
  readonly name: string;
  readonly keys: readonly VerifyingKey[];
}

/** What the command line asks for; `help` when that is all. Reads the file of keys. Throws UsageError. */
export function readVerifyOptions(args: string[], env: NodeJS.ProcessEnv): VerifyOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new UsageError('Which bundles?');
  // npm runs scripts in the checkout's folder; INIT_CWD is where it was called.
  const pathOf = (name: string) => resolve(env['INIT_CWD'] ?? process.cwd(), name);
  const keys =
    values.keys === undefined ? undefined : { name: values.keys, keys: keysOf(values.keys, pathOf(values.keys)) };
  return { bundles: positionals.map((name) => ({ name, path: pathOf(name) })), keys };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { keys: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function keysOf(name: string, path: string): VerifyingKey[] {
  try {
    return readVerifyingKeys(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`The keys cannot be read from ${name}: ${(error as Error).message}`);
  }
}
