export { createEmptyDatabase, type EmptyDatabase } from './create-empty-database.js';
export { createTestDatabase, type TestDatabase } from './create-test-database.js';
export { type DebianPackages, hasDebianPackages, NEEDS_DEBIAN, unpackDebianPackages } from './debian-packages.js';
export { findWaiting, holding } from './holding.js';
