import type { CatalogDocument } from './catalog-action.js';

// Only documents that several service files cite; a page with one service stands in that service's file.

/** watsonx as a Service, the page of all its services. */
export const WATSONX_2025: CatalogDocument = {
  id: 'watsonx-2025',
  title: 'IBM Cloud Activity Tracker Event Routing',
  page: 'IBM watsonx as a Service documentation',
  date: '2025-05-13',
};

/** Accounts, billing and users. Its heading was not read, so the title is ours; the same holds for the two below. */
export const ACCOUNT_2026: CatalogDocument = {
  id: 'account-2026',
  title: 'Account management events',
  page: 'ibm-cloud-docs/account: at-events-am.md',
  date: '2026-02-18',
};

/** Private catalogs and software instances. */
export const ACCOUNT_CATALOGS_2025: CatalogDocument = {
  id: 'account-catalogs-2025',
  title: 'Catalog management events',
  page: 'ibm-cloud-docs/account: at-events-cm.md',
  date: '2025-11-15',
};

/** Identity and access management. Its headings misspell "template"; sections here are spelt right. */
export const IAM_2024: CatalogDocument = {
  id: 'iam-2024',
  title: 'Identity and access management events',
  page: 'ibm-cloud-docs/activity-tracker: at_events_iam.md',
  date: '2024-05-24',
};
