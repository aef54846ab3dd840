import type { ActionStatus, Alias, CatalogAction, CatalogDocument, Section, Service } from './catalog-action.js';
import type { Effect } from './effect.js';
import type { FamilyId } from './family.js';

/** What a line of a service file may say beyond name, effect and title. */
interface LineDetails {
  /** Another name which the producer itself says is the same action. */
  readonly alias?: string;
  /** Another name which we take for the same action after comparing two editions. */
  readonly inferredAlias?: string;
  readonly isDeprecated?: boolean;
  readonly note?: string;
}

/** One action on one line: its name exactly as printed, what it does, what happened in our words. */
export type ActionLine<Id extends string> = readonly [
  name: `${Id}.${string}.${string}`,
  effect: Effect,
  title: string,
  details?: LineDetails,
];

interface SectionDefinition<Id extends string> {
  readonly title: string;
  readonly document: CatalogDocument;
  /** Set where the page says of the whole section which kind of event it lists. */
  readonly eventKind?: 'management' | 'data';
  readonly actions: readonly ActionLine<Id>[];
}

interface ServiceDefinition<Id extends string> {
  readonly id: Id;
  readonly name: string;
  readonly family: FamilyId;
  readonly sections: readonly SectionDefinition<Id>[];
  /** What only a newer edition of the page lists, under that edition's headings. */
  readonly laterSections?: readonly SectionDefinition<Id>[];
}

/**
 * Makes a service of its file's lines. The compiler refuses a line whose name does not begin with the service id.
 */
export function defineService<Id extends string>(definition: ServiceDefinition<Id>): Service {
  const toSection = (section: SectionDefinition<Id>, status: ActionStatus): Section => ({
    title: section.title,
    status,
    document: section.document,
    actions: section.actions.map((line) => toAction(definition, section, status, line)),
  });
  const sections = definition.sections.map((section) => toSection(section, 'documented'));
  const laterSections = (definition.laterSections ?? []).map((section) => toSection(section, 'documented-later'));
  return {
    id: definition.id,
    name: definition.name,
    family: definition.family,
    sections,
    laterSections,
    actions: sections.flatMap((section) => section.actions),
    laterActions: laterSections.flatMap((section) => section.actions),
  };
}

function toAction<Id extends string>(
  service: ServiceDefinition<Id>,
  section: SectionDefinition<Id>,
  status: ActionStatus,
  [name, effect, title, details = {}]: ActionLine<Id>,
): CatalogAction {
  const rest = name.slice(service.id.length + 1);
  const verb = verbOf(rest);
  return {
    name,
    service: service.id,
    family: service.family,
    section: section.title,
    object: rest.slice(0, -verb.length - 1),
    verb,
    effect,
    title,
    status,
    document: section.document,
    aliases: aliasesOf(details),
    isDeprecated: details.isDeprecated ?? false,
    ...(section.eventKind === undefined ? {} : { eventKind: section.eventKind }),
    ...(details.note === undefined ? {} : { note: details.note }),
  };
}

/** The last segment, or the last two where the documents put the verb there. */
function verbOf(objectAndVerb: string): string {
  const twoSegments = /[^.]+\.failed$|get\.list$|delete\.multiple$/.exec(objectAndVerb);
  return twoSegments?.[0] ?? objectAndVerb.slice(objectAndVerb.lastIndexOf('.') + 1);
}

function aliasesOf({ alias, inferredAlias }: LineDetails): Alias[] {
  const aliases: Alias[] = [];
  if (alias !== undefined) aliases.push({ name: alias, basis: 'documented' });
  if (inferredAlias !== undefined) aliases.push({ name: inferredAlias, basis: 'inferred' });
  return aliases;
}
