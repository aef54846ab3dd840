import type { z } from 'zod';
import { StartError } from '../app/start-error.js';

/** All that is wrong with the settings, one line each; values are never repeated. */
export class SettingsError extends StartError {
  override name = 'SettingsError';

  constructor(readonly faults: string[]) {
    super(`${faults.length === 1 ? 'A setting is' : `${faults.length} settings are`} wrong:\n  ${faults.join('\n  ')}`);
  }
}

/**
 * Reads the settings that `schema` names from `env`. Blank variables count as unset, since compose files pass empty
 * strings. Throws one SettingsError that lists every fault.
 */
export function readSettings<S extends z.ZodObject>(schema: S, env: Record<string, string | undefined>): z.output<S> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const text = env[name]?.trim();
    if (text) given[name] = text;
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new SettingsError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim()));
}
