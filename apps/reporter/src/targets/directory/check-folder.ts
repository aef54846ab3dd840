import { access, constants, stat } from 'node:fs/promises';
import { DeliveryError, type DeliveryLimits, type SettingFault } from '../target-kind.js';
import type { DirectorySettings } from './directory-settings.js';
import { fileFault } from './file-fault.js';
import { resolveFolder } from './resolve-folder.js';

/** Whether the folder lies within DELIVERY_DIRECTORY and can be written to, or made where it is not there. Makes nothing. */
export async function checkFolder({ path }: DirectorySettings, limits: DeliveryLimits): Promise<SettingFault[]> {
  try {
    const folder = await resolveFolder(limits.directory, path, { make: false });
    if (!(await stat(folder)).isDirectory()) throw new DeliveryError(`${folder} is a file and no folder.`);
    await access(folder, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
      throw fileFault(cause, 'The folder cannot be written to', folder);
    });
    return [];
  } catch (error) {
    if (error instanceof DeliveryError) return [{ field: 'path', message: error.message }];
    throw error;
  }
}
