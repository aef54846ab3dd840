export type { EmbeddedPostgresSettings } from './embedded-postgres-settings.js';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.js';
export { removeEmbeddedPostgres } from './remove-embedded-postgres.js';
export { startTemporaryPostgres } from './start-temporary-postgres.js';
