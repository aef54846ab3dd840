import { z } from 'zod';

export const directorySettingsSchema = z.strictObject({
  path: z
    .string()
    .min(1, { error: 'Must not be empty.' })
    .max(500, { error: 'Must not be longer than 500 characters.' })
    .superRefine((path, context) => {
      const message = pathFault(path);
      if (message !== undefined) context.addIssue({ code: 'custom', message, input: undefined });
    })
    .describe('The folder, from DELIVERY_DIRECTORY on; it is made if it is not there. Such as `auditor/monthly`.'),
});

export type DirectorySettings = z.output<typeof directorySettingsSchema>;

function pathFault(path: string): string | undefined {
  if (path.startsWith('/')) return 'Must not begin with "/": give the path from DELIVERY_DIRECTORY on.';
  const names = path.split('/');
  if (names.includes('..')) return 'Must not hold "..": it would lead out of DELIVERY_DIRECTORY.';
  if (names.some((name) => name === '' || name === '.')) return 'Must be names with one "/" between them.';
  if (/[\\\p{Cc}\p{Cs}]/u.test(path)) return 'Must not hold a backslash or a control character.';
  if (names.some((name) => Buffer.byteLength(name) > 255)) return 'Must not hold a name of more than 255 bytes.';
  return undefined;
}
