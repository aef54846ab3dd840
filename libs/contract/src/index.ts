export * from './attestation.js';
export * from './audit-event.js';
export * from './catalog-answers.js';
export * from './ingest-answer.js';
export * from './ingest-key.js';
export * from './quarantine.js';
export * from './report-document.js';
export * from './report-run.js';
