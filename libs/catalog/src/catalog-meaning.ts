import type { CatalogAction, Service } from './catalog-action.js';
import { DELETION_WORDS, RETURNING_VERBS, TURNING_WORDS } from './inferred-deletion.js';
import { SERVICES } from './services/index.js';

/**
 * What counts mean, as canonical JSON text: keys sorted, lists sorted by UTF-16 code units, no white space. Its SHA-256
 * is the catalog version that reports name; consumers hash it, because this library imports nothing.
 *
 * In it is whatever can change a figure or where it stands: services and their families; every action with its section
 * (reports count by section), effect, edition (status, document, date), aliases, kind of event and deprecation; and the
 * words by which unknown actions are inferred to be deletions. Not in it are titles, product names, notes and the order
 * in which things are shown: better wording must not make last year's report look as if it had counted otherwise.
 *
 * @param services other than the catalog's own only in tests
 */
export function catalogMeaning(services: readonly Service[] = SERVICES): string {
  const actions = services.flatMap((service) => [...service.actions, ...service.laterActions]);
  return JSON.stringify({
    actions: actions.map(meaningOfAction).sort(by((action) => action.name)),
    inference: {
      deletionWords: [...DELETION_WORDS].sort(),
      returningVerbs: [...RETURNING_VERBS].sort(),
      turningWords: [...TURNING_WORDS].sort(),
    },
    services: services.map(({ family, id }) => ({ family, id })).sort(by((service) => service.id)),
  });
}

/** Keys in alphabetical order: `JSON.stringify` keeps the order in which they are written, and drops undefined ones. */
function meaningOfAction(action: CatalogAction) {
  return {
    aliases: action.aliases.map(({ basis, name }) => ({ basis, name })).sort(by((alias) => alias.name)),
    document: { date: action.document.date, id: action.document.id },
    effect: action.effect,
    eventKind: action.eventKind,
    isDeprecated: action.isDeprecated,
    name: action.name,
    section: action.section,
    service: action.service,
    status: action.status,
  };
}

/** Compares by code units, never by a locale: the text must be the same on every machine. */
function by<T>(keyOf: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => (keyOf(left) < keyOf(right) ? -1 : keyOf(left) > keyOf(right) ? 1 : 0);
}
