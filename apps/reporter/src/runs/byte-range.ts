/** What a Range header asks of a file: `whole`, one part (`last` included), or a part that the file does not have. */
export type ByteRange = { kind: 'whole' } | { kind: 'part'; first: number; last: number } | { kind: 'outside' };

const WHOLE: ByteRange = { kind: 'whole' };

/**
 * Reads `Range: bytes=…` (RFC 9110 14.1.2). A header that cannot be read, or that asks for several parts, is as if it
 * were not there: a server may answer with the whole file.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replaceAll(' ', '') ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return WHOLE;
  if (from === '') {
    const length = Math.min(Number(to), bytes);
    return length === 0 ? { kind: 'outside' } : { kind: 'part', first: bytes - length, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < first) return WHOLE;
  return first >= bytes ? { kind: 'outside' } : { kind: 'part', first, last };
}
