import { createHash, timingSafeEqual } from 'node:crypto';

/** Who makes a request. Verifiers may give more than the name; it is kept on the request as given. */
export interface Caller {
  name: string;
}

/** Tells whose token this is; undefined if nobody's. Must compare in constant time. */
export type VerifyCaller = (token: string) => Caller | undefined | Promise<Caller | undefined>;

/** Provide this in any module of the app: `{ provide: VERIFY_CALLER, useValue: acceptSecret(key, { name: 'ingest' }) }`. */
export const VERIFY_CALLER = Symbol('VERIFY_CALLER');

/** Accepts one secret, compared in constant time whatever the length of the token. */
export function acceptSecret(secret: string, caller: Caller): VerifyCaller {
  const expected = sha256(secret);
  return (token) => (timingSafeEqual(sha256(token), expected) ? caller : undefined);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
