import { STATUS_CODES } from 'node:http';

/** Who asks is not known (401) or not allowed (403). A failure with any other reason code, or none, is an error. */
export const REFUSED_CODES: readonly number[] = [401, 403];

/** Whether a failure with this reason code is a refusal. */
export function isRefused(reasonCode: number | null): boolean {
  return reasonCode !== null && REFUSED_CODES.includes(reasonCode);
}

/**
 * What codes are counted under: `403` for itself, `none` without a code, `other` for what cannot be an HTTP status. So
 * there are at most 902, whatever producers send. COUNT_BY_CODE says the same in SQL.
 */
export type CodeKey = string;

export function codeKeyOf(reasonCode: number | null): CodeKey {
  if (reasonCode === null) return 'none';
  return reasonCode >= 100 && reasonCode <= 999 ? String(reasonCode) : 'other';
}

export function isRefusedKey(key: CodeKey): boolean {
  return REFUSED_CODES.some((code) => String(code) === key);
}

/** The code as a table names it: `403`, `no reason code`, `codes outside 100 to 999`. */
export function codeName(key: CodeKey): string {
  if (key === 'none') return 'no reason code';
  return key === 'other' ? 'codes outside 100 to 999' : key;
}

/** What RFC 9110 and its registry call the code; null if they do not know it. */
export function codeMeaning(key: CodeKey): string | null {
  return STATUS_CODES[key] ?? null;
}
