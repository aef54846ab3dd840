import { createHash } from 'node:crypto';
import type { Manifest } from '@trailkeeper/bundle';
import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { BUNDLE_MEDIA_TYPE, maybeBundle, readBundle } from '../bundles/read-bundle.js';
import { DeliveryError, type Parcel } from '../targets/target-kind.js';
import { bundleLink, linkEnd } from './bundle-link.js';
import { bundleWords } from './bundle-words.js';
import type { ClaimedDelivery } from './claim-delivery.js';
import type { DeliverySettings } from './delivery-settings.js';
import { type FailedSlot, noticeWords } from './notice-words.js';

/**
 * What a delivery sends, the same on every try of it. Throws DeliveryError when there is nothing to send any more; fails as
 * the database does.
 */
export function loadParcel(
  db: DataSource,
  claimed: ClaimedDelivery,
  context: { settings: DeliverySettings; now: Date },
): Promise<Parcel> {
  return claimed.content === 'bundle' ? loadBundle(db, claimed, context) : loadNotice(db, claimed, context.settings);
}

async function loadBundle(
  db: DataSource,
  { id: deliveryId, slotId }: ClaimedDelivery,
  { settings, now }: { settings: DeliverySettings; now: Date },
): Promise<Parcel> {
  const bundle = await maybeBundle(db, slotId);
  const [row] = await query<{ manifest: Manifest }>(db, GET_MANIFEST, [slotId]);
  if (bundle === undefined || row === undefined || bundle.deletedAt !== null) {
    throw new DeliveryError('The bundle was deleted before it was delivered. Restate the slot to have it made again.');
  }
  const { name, bytes, sha256 } = bundle;
  const { manifest } = row;
  const { publicUrl, secretKey } = settings;
  const linkBelow = (url: string) => (days: number) => {
    const endsAt = linkEnd(new Date(manifest.madeAt), days, now);
    return { endsAt, url: bundleLink({ secretKey, publicUrl: url }, deliveryId, endsAt) };
  };
  return {
    ...{ deliveryId, name, bytes, sha256, mediaType: BUNDLE_MEDIA_TYPE },
    content: () => readBundle(db, bundle),
    ...bundleWords({ deliveryId, name, bytes, sha256, manifest, publicUrl }),
    link: publicUrl === null ? null : linkBelow(publicUrl),
  };
}

async function loadNotice(
  db: DataSource,
  { id: deliveryId, slotId }: ClaimedDelivery,
  { organisation, publicUrl }: DeliverySettings,
): Promise<Parcel> {
  const [slot] = await query<SlotRow>(db, GET_SLOT, [slotId]);
  if (slot === undefined) throw new Error(`slot ${slotId} is gone`);
  if (!slot.isFailed)
    throw new DeliveryError('The slot is being made again, or was since: there is no failure to tell of.');
  const { file, ...words } = noticeWords({ ...slot, deliveryId, organisation, publicUrl });
  const content = Buffer.from(file);
  return {
    ...{ deliveryId, mediaType: 'text/plain; charset=utf-8', bytes: content.length, ...words },
    sha256: createHash('sha256').update(content).digest('hex'),
    content: () => inOnePiece(content),
    link: null,
  };
}

type SlotRow = Omit<FailedSlot, 'deliveryId' | 'organisation' | 'publicUrl'> & { isFailed: boolean };

async function* inOnePiece(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

const GET_MANIFEST = `
select bundle.manifest from export_bundle bundle where bundle.slot_id = $1
`;

const GET_SLOT = `
select slot.id as "slotId", slot.schedule_id as "scheduleId", slot.name, slot.due_at as "dueAt", slot.definition,
       slot.period_from as "from", slot.period_to as "to", coalesce(slot.failure, 'It is not known.') as "reason",
       slot.status in ('notifying', 'failed') as "isFailed",
       exists (select from export_bundle bundle where bundle.slot_id = slot.id) as "hasBundle"
from schedule_slot slot
where slot.id = $1
`;
