import { createHash } from 'node:crypto';
import { catalogMeaning } from '@trailkeeper/catalog';

/** The meaning that figures are counted by, as text. */
export const CATALOG_MEANING = catalogMeaning();

/** Its name: SHA-256 in 64 hexadecimal digits. Every report says which version it was counted against. */
export const CATALOG_VERSION = createHash('sha256').update(CATALOG_MEANING).digest('hex');
