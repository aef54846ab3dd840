/** What can be wrong with a bundle, in the order in which it is looked for; the first is told. */
export const MISMATCH_CODES = [
  'unreadable', // the file system does not give it
  'not-a-zip',
  'zip-end', // cut off, or something follows
  'zip-directory', // its list of files is damaged
  'manifest-missing',
  'manifest-unreadable',
  'format-unknown',
  'key-wrong', // the key in the manifest is not what its id says
  'key-unknown', // none of those that were given
  'key-retired', // long before the bundle was made
  'signature-missing',
  'signature-wrong',
  'file-missing',
  'file-unreadable',
  'file-bytes',
  'file-content',
  'file-rows',
  'file-unlisted',
  'file-twice',
  'file-order',
  'seal-missing',
  'seal-unreadable',
  'seal-wrong',
] as const;

export type MismatchCode = (typeof MISMATCH_CODES)[number];

/** The first thing that does not match; ends the check, and is met where it began. */
export class Mismatch extends Error {
  override name = 'Mismatch';

  /** `file`: the name of the file of the bundle that it is about. */
  constructor(
    readonly code: MismatchCode,
    message: string,
    readonly file: string | null = null,
  ) {
    super(message);
  }
}

/** A name as it may be printed: what somebody else wrote cannot move the cursor or turn the line around. */
export function shown(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return `"${plain.length > 200 ? `${plain.slice(0, 200)}…` : plain}"`;
}

/** "1 byte", "1,234 bytes". */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
