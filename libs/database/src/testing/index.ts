export { createEmptyDatabase, type EmptyDatabase } from './create-empty-database.js';
export { createTestDatabase, type TestDatabase } from './create-test-database.js';
