import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { type BundleContext, type BundledSlot, makeBundle } from './make-bundle.js';

/** Makes bundles with what this installation has: its name and its key. */
@Injectable()
export class Bundles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly signingKeys: SigningKeys,
  ) {}

  /** `makeBundle`; throws SealedSecretError when the key in use cannot be opened. */
  async make(slot: BundledSlot, { signal, finish }: Pick<BundleContext, 'signal' | 'finish'>): Promise<void> {
    const { dataSource, settings } = this;
    const signer = await this.signingKeys.signer();
    await makeBundle(slot, { dataSource, signer, organisation: settings.ORGANISATION ?? null, signal, finish });
  }
}
