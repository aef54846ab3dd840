export { cancelStatement } from './cancel-statement.js';
export { copyIn } from './copy-in.js';
export { copyOut, type LiteralValue } from './copy-out.js';
export { createDataSource, openDataSource, type DataSourceSettings } from './create-data-source.js';
export { addressesOf, maybeNetwork, networksAround, type Network } from './search-terms/networks.js';
export {
  beginningsOf,
  phraseTerms,
  type SearchedEvent,
  searchTerm,
  searchTermsOf,
  type TermField,
  USUAL,
} from './search-terms/search-terms.js';
export { spellingsOf, SEARCHED_CHARACTERS, WORD_SEPARATORS, wordsOf } from './search-terms/words.js';
export { packBodies, unpackBodies, unpackBody, type BodyPlace, type PackedBodies } from './event-bodies.js';
export {
  openWatchedDatabase,
  type WatchedDatabase,
  type WatchedDatabaseSettings,
} from './watch/open-watched-database.js';
export { execute, query, type Queryable } from './query.js';
export {
  DATABASE_STATES,
  type DatabaseState,
  FAULT_SENTENCES,
  FAULT_STATES,
  type FaultState,
  faultStateOf,
} from './watch/database-state.js';
export { type DatabaseFault, DatabaseWatch, type StateChange } from './watch/database-watch.js';
export { type ChangeLine, describeChange } from './watch/describe-change.js';
export { isUnavailable, maybeUnavailability, type Unavailability } from './watch/is-unavailable.js';
export { instantText } from './instant-text.js';
export { isRetryable, retried } from './retried.js';
export { withSnapshot, withTransaction, type Isolation } from './transaction.js';
export { migrate, type MigrateResult } from './migrate.js';
export { poolUse } from './watch/pool-use.js';
export {
  APP_ROLES,
  provisionAppRoles,
  setAppRolePasswords,
  type AppRole,
  type AppRoleUrls,
} from './provision-app-roles.js';
export { MIGRATIONS } from './migrations/index.js';
