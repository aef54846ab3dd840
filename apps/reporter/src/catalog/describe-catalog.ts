import { type CatalogAction, SERVICES, type Service, findService } from '@trailkeeper/catalog';
import type { CatalogServiceDetail, CatalogServices } from '@trailkeeper/contract';
import { CATALOG_VERSION } from './catalog-version.js';

/** Every service of the catalog with its counts, in the order in which they are shown. */
export function describeServices(): CatalogServices {
  return { catalogVersion: CATALOG_VERSION, items: SERVICES.map(summaryOf) };
}

/** One service with its sections and actions, or undefined. */
export function describeService(id: string): CatalogServiceDetail | undefined {
  const service = findService(id);
  if (service === undefined) return undefined;
  const documented = service.sections.filter(({ status }) => status === 'documented');
  return {
    ...summaryOf(service),
    catalogVersion: CATALOG_VERSION,
    sections: documented.map(({ title, actions }) => ({ title, actions: actions.map(describeEntry) })),
    later: service.laterActions.map(describeEntry),
  };
}

/** One action as the catalog lists it. */
export function describeEntry(action: CatalogAction): CatalogServiceDetail['later'][number] {
  return {
    action: action.name,
    title: action.title,
    object: action.object,
    verb: action.verb,
    effect: action.effect,
    eventKind: action.eventKind ?? null,
    aliases: action.aliases.map(({ name, basis }) => ({ action: name, basis })),
    documentedIn: `${action.document.title}, ${action.document.date}`,
    note: action.note ?? null,
  };
}

function summaryOf({ id, name, family, actions, laterActions }: Service): CatalogServices['items'][number] {
  return { id, name, family, documented: actions.length, documentedLater: laterActions.length };
}
