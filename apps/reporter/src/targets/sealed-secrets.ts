import { openSecret, SealedSecretError, sealSecret } from '../secrets/secret-box.js';
import { DeliveryError } from './target-kind.js';

/** The secrets of a target as they are kept: opened for that target alone. */
export interface SealedSecrets {
  /** Null: there are none. */
  readonly sealed: Buffer | null;
  /** May be shown. */
  readonly names: string[];
}

/** Seals the secrets of the target with this id; those that are undefined are left out. */
export function sealSecrets(secretKey: string, targetId: string, secrets: object): SealedSecrets {
  const given = Object.entries(secrets).filter(([, value]) => value !== undefined);
  if (given.length === 0) return { sealed: null, names: [] };
  const text = JSON.stringify(Object.fromEntries(given));
  return { sealed: sealSecret(secretKey, purposeOf(targetId), text), names: given.map(([name]) => name).sort() };
}

/** The secrets that were sealed. Throws DeliveryError if SECRET_KEY was changed since. */
export function openSecrets(secretKey: string, target: { id: string; name: string; sealed: Buffer | null }): unknown {
  if (target.sealed === null) return {};
  try {
    return JSON.parse(openSecret(secretKey, purposeOf(target.id), target.sealed));
  } catch (cause) {
    if (!(cause instanceof SealedSecretError)) throw cause;
    const message =
      `The secrets of the delivery target "${target.name}" cannot be opened: SECRET_KEY is not the one they were sealed ` +
      'with. Set that one again, or give the secrets of this target anew.';
    throw new DeliveryError(message, { cause });
  }
}

function purposeOf(targetId: string) {
  return { use: 'delivery-target', id: targetId } as const;
}
