import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { SETTINGS, type Settings } from '../config.js';
import { type KeptTarget, maybeKeptTarget } from './find-targets.js';
import { findTargetKind } from './index.js';
import { openSecrets } from './sealed-secrets.js';
import { type Delivered, DeliveryError, type DeliveryLimits, type Parcel, type TargetKind } from './target-kind.js';

/** What the other side has now, and which target that is. */
export interface TargetDelivery extends Delivered {
  readonly target: { readonly id: string; readonly name: string; readonly kind: string };
}

/** Brings parcels to delivery targets. */
@Injectable()
export class Targets {
  readonly limits: DeliveryLimits;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.limits = {
      directory: settings.DELIVERY_DIRECTORY ?? null,
      privateNetworks: settings.DELIVERY_PRIVATE_NETWORKS,
    };
  }

  /**
   * Delivers once to the target with this id (a UUID), until `signal` ends it. Throws DeliveryError,
   * also for a target that is deleted or cannot be used as it is kept; anything else that is thrown is a fault of ours, and
   * it is not known what has arrived.
   */
  async deliver(targetId: string, parcel: Parcel, signal: AbortSignal): Promise<TargetDelivery> {
    const { kept, kind } = await this.getTarget(targetId);
    const settings = usable(kind.settings, kept.settings, 'settings', kept);
    const secrets = usable(kind.secrets, openSecrets(this.settings.SECRET_KEY, kept), 'secrets', kept);
    try {
      const delivered = await kind.deliver({ settings, secrets, limits: this.limits, signal }, parcel);
      return { ...delivered, target: { id: kept.id, name: kept.name, kind: kept.kind } };
    } catch (error) {
      if (error instanceof DeliveryError || !signal.aborted) throw error;
      throw new DeliveryError('The delivery was broken off.', { cause: error, mayHaveArrived: true });
    }
  }

  private async getTarget(targetId: string): Promise<{ kept: KeptTarget; kind: TargetKind }> {
    const kept = await maybeKeptTarget(this.dataSource, targetId);
    if (kept === undefined) throw new DeliveryError(`There is no delivery target "${targetId}".`);
    if (kept.isDeleted) throw new DeliveryError(`The delivery target "${kept.name}" was deleted.`);
    return { kept, kind: knownKind(kept) };
  }
}

function knownKind({ name, kind }: KeptTarget): TargetKind {
  const known = findTargetKind(kind);
  if (known !== undefined) return known;
  throw new DeliveryError(`The delivery target "${name}" is of the kind "${kind}", which this version does not know.`);
}

/** What another version has kept may be something that this one does not take. */
function usable<T>(schema: z.ZodType<T>, kept: unknown, what: string, { name }: KeptTarget): T {
  const parsed = schema.safeParse(kept);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'all of it').join(', ');
  throw new DeliveryError(
    `The ${what} of the delivery target "${name}" do not fit this version (${fields}). Give them anew.`,
  );
}
