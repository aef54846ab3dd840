/**
 * What a key may send events of. Null: no limit. Services are services and families of the catalog, and any other
 * service as it is written; locations and accounts are as `AuditEvent` has them.
 */
export interface KeyScope {
  readonly services: readonly string[] | null;
  readonly locations: readonly string[] | null;
  readonly accounts: readonly string[] | null;
}

/** Everything. */
export const UNLIMITED: KeyScope = { services: null, locations: null, accounts: null };
