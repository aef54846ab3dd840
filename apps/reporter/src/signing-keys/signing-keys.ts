import { Inject, Injectable } from '@nestjs/common';
import { type Signer, signerOf } from '@trailkeeper/bundle';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { openSecret, SealedSecretError } from '../secrets/secret-box.js';
import { insertFirstKey, maybeKeyInUse, type SealedKey } from './key-in-use.js';
import { newSealedKey } from './new-sealed-key.js';

/** The key that signs bundles. */
@Injectable()
export class SigningKeys {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SECRET_KEY'>,
  ) {}

  /**
   * What signs with the key in use, the same for all reporters of a database. Where there is no key yet, one is made. Throws
   * SealedSecretError, saying the ways out, when SECRET_KEY is not the one that the key was sealed with.
   */
  async signer(): Promise<Signer> {
    const inUse = (await maybeKeyInUse(this.dataSource)) ?? (await this.firstKey());
    return this.opened(inUse);
  }

  /** Of several that find none at the same time one makes it, and all get that one. */
  private async firstKey(): Promise<SealedKey> {
    await insertFirstKey(this.dataSource, newSealedKey(this.settings.SECRET_KEY));
    const inUse = await maybeKeyInUse(this.dataSource);
    if (inUse === undefined) throw new Error('no signing key is in use after one was made');
    return inUse;
  }

  private opened({ id, sealedPrivateKey }: SealedKey): Signer {
    try {
      const signer = signerOf(openSecret(this.settings.SECRET_KEY, { use: 'signing-key', id }, sealedPrivateKey));
      if (signer.keyId !== id) throw new Error(`the private key of signing key ${id} is another's`);
      return signer;
    } catch (cause) {
      if (!(cause instanceof SealedSecretError)) throw cause;
      const ways = 'Set it to what it was, or make a new key with POST /v1/signing-keys.';
      const message = `The signing key ${id} cannot be opened: SECRET_KEY is not the one it was sealed with. ${ways}`;
      throw new SealedSecretError(message, { cause });
    }
  }
}
