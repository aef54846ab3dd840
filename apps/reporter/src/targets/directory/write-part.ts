import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedContent } from '../checked-content.js';
import { DeliveryError, type Parcel } from '../target-kind.js';
import { fileFault } from './file-fault.js';

/**
 * Writes the parcel to a hidden file of its own in the folder, down to the disk, and gives its path. Nothing is left of it
 * when that fails. Throws DeliveryError.
 */
export async function writePart(folder: string, parcel: Parcel, signal: AbortSignal): Promise<string> {
  // A name of this try alone: of two processes that deliver the same parcel, none publishes what the other has half written.
  const part = join(folder, `${partPrefix(parcel.deliveryId)}${randomBytes(4).toString('hex')}.part`);
  const onDisk = <T>(step: Promise<T>) =>
    step.catch((cause: unknown) => {
      throw fileFault(cause, 'The file could not be written', join(folder, parcel.name));
    });
  try {
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await onDisk(open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640));
    try {
      for await (const chunk of checkedContent(parcel)) {
        if (signal.aborted) throw new DeliveryError('The delivery was broken off before all was written.');
        await onDisk(file.writeFile(chunk));
      }
      await onDisk(file.sync());
    } finally {
      await onDisk(file.close());
    }
    return part;
  } catch (error) {
    // If it cannot be removed either, the next try does.
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Removes what earlier tries of this delivery left half done in the folder. Throws DeliveryError. */
export async function removeParts(folder: string, deliveryId: string): Promise<void> {
  const prefix = partPrefix(deliveryId);
  try {
    for (const name of await readdir(folder)) {
      if (name.startsWith(prefix) && name.endsWith('.part')) await rm(join(folder, name), { force: true });
    }
  } catch (cause) {
    throw fileFault(cause, 'What an earlier try left could not be removed', folder);
  }
}

function partPrefix(deliveryId: string): string {
  return `.${deliveryId}.`;
}
