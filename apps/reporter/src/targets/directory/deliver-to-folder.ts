import { join } from 'node:path';
import type { Delivered, DeliveryLimits, Parcel } from '../target-kind.js';
import type { DirectorySettings } from './directory-settings.js';
import { isThere } from './is-there.js';
import { publishPart } from './publish-part.js';
import { resolveFolder } from './resolve-folder.js';
import { syncFolder } from './sync-folder.js';
import { removeParts, writePart } from './write-part.js';

/**
 * Writes the parcel into the folder: beside its place first, then put there in one step that never replaces a file. Killed at
 * any point, it leaves nothing or all of it under the name; a repeat finds out which. Throws DeliveryError.
 */
export async function deliverToFolder(
  { path }: DirectorySettings,
  { directory }: DeliveryLimits,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Delivered> {
  const folder = await resolveFolder(directory, path, { make: true });
  const place = join(folder, parcel.name);
  await removeParts(folder, parcel.deliveryId);
  let wasThere = await isThere(place, parcel);
  if (!wasThere) {
    const part = await writePart(folder, parcel, signal);
    // Two who deliver the same parcel at the same time: one is first, the other finds it there.
    if (!(await publishPart(part, place))) wasThere = await isThere(place, parcel);
  }
  await syncFolder(folder);
  const answer = wasThere ? 'It had been there, byte for byte.' : 'Written, and on disk.';
  return { place, answer, wasThere };
}
