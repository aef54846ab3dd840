export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresSettings,
} from './start-embedded-postgres.js';
export { removeEmbeddedPostgres } from './remove-embedded-postgres.js';
export { startTemporaryPostgres } from './start-temporary-postgres.js';
