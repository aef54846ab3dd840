import { FAMILIES, type Scope, type Service } from '@trailkeeper/catalog';
import type { EntryCoverage } from './coverage.js';

/** Entries under one heading. */
export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly EntryCoverage[];
}

/** By section, in printed order. */
export function bySection(entries: readonly EntryCoverage[]): EntryGroup[] {
  const titles = [...new Set(entries.map(({ entry }) => entry.section))];
  return titles.map((title) => ({ title, entries: entries.filter(({ entry }) => entry.section === title) }));
}

/** By service, in the catalog's order. */
export function byService(
  { services }: Scope,
  entries: readonly EntryCoverage[],
): (EntryGroup & { service: Service })[] {
  return services.map((service) => ({
    service,
    title: service.name,
    entries: entries.filter(({ entry }) => entry.service === service.id),
  }));
}

/** By family, in the catalog's order. */
export function byFamily(entries: readonly EntryCoverage[]): EntryGroup[] {
  return FAMILIES.map(({ id, name }) => ({ title: name, entries: entries.filter(({ entry }) => entry.family === id) }));
}
