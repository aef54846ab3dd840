import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { IngestCaller } from './ingest-caller.js';

/** A valid key. */
export type UsedKey = Pick<IngestCaller, 'name' | 'keyId' | 'scope'>;

/**
 * The key that has a secret with this SHA-256 (hexadecimal), and notes that it was used; undefined if there is none
 * or it is expired or revoked. Compared by the database's index: how far a guess got tells nothing, since nobody can
 * choose the hash of what they send.
 */
export async function useKey(dataSource: DataSource, secretHash: string): Promise<UsedKey | undefined> {
  const [key] = await query<KeyRow>(dataSource, USE_KEY, [Buffer.from(secretHash, 'hex')]);
  if (key === undefined) return undefined;
  const { id, name, services, locations, accounts } = key;
  return { name, keyId: id, scope: { services, locations, accounts } };
}

interface KeyRow {
  id: string;
  name: string;
  services: string[] | null;
  locations: string[] | null;
  accounts: string[] | null;
}

const USE_KEY = `
select used.id, used.name, used.services, used.locations, used.accounts
from use_ingest_key($1) used
`;
