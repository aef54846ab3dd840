import type { TargetKind } from '../target-kind.js';
import { deliverToFolder } from './deliver-to-folder.js';
import { checkFolder } from './check-folder.js';
import { type DirectorySettings, directorySettingsSchema } from './directory-settings.js';
import { z } from 'zod';

/** Files in a folder of the host, or of a share that it has mounted. */
export const directory: TargetKind<DirectorySettings> = {
  id: 'directory',
  name: 'Directory',
  description: 'Writes files into a folder below DELIVERY_DIRECTORY; each appears there whole, or not at all.',
  isExactlyOnce: true,
  settings: directorySettingsSchema,
  secrets: z.strictObject({}),
  address: () => '',
  check: checkFolder,
  deliver: ({ settings, limits, signal }, parcel) => deliverToFolder(settings, limits, parcel, signal),
};
