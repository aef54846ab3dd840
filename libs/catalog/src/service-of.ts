import { SERVICES } from './services/index.js';
import { findService } from './catalog.js';

/** The service of an event whose action names none and whose emitter is not known either. */
export const UNKNOWN_SERVICE = 'unknown';

/**
 * CADF verbs in the past tense, as Keystone writes them with object and verb swapped: `created.user`,
 * `deleted.role_assignment`. `read` is left out: its past tense cannot be told from a service name.
 */
export const PAST_TENSE_VERBS: ReadonlySet<string> = new Set([
  ...['allowed', 'authenticated', 'captured', 'configured', 'created', 'deleted', 'denied', 'deployed', 'disabled'],
  ...['enabled', 'evaluated', 'monitored', 'notified', 'received', 'renewed', 'restored', 'revoked', 'sent', 'started'],
  ...['stopped', 'undeployed', 'updated'],
]);

const LONGEST_SERVICE_ID = Math.max(...SERVICES.map((service) => service.id.length));

/**
 * The service an action belongs to (docs/meaning.md, rule 4): the longest service id of the catalog that the action begins
 * with, up to a dot (`wdp.scheduling.schedule.read` is `wdp.scheduling`); otherwise the text before the first dot. For
 * an action that does not name its service: the emitter (see `emitterOf`), or `unknown`.
 */
export function serviceOf(action: string, emitter?: string): string {
  const known = catalogPrefixOf(action);
  if (known !== undefined) return known;
  if (namesItsService(action)) return action.slice(0, action.indexOf('.'));
  return emitter === undefined || emitter === '' ? UNKNOWN_SERVICE : emitter;
}

/**
 * Whether the action begins with its service, as `kms.secrets.create` does. Plain CADF actions (`read/list`,
 * `authenticate`) have no dot, and Keystone's begin with the verb (`created.project`): neither names a service.
 */
export function namesItsService(action: string): boolean {
  const firstDot = action.indexOf('.');
  return firstDot > 0 && !PAST_TENSE_VERBS.has(action.slice(0, firstDot));
}

/** Looks at dots only as far as the longest service id reaches, so a hostile action of a million dots costs nothing. */
function catalogPrefixOf(action: string): string | undefined {
  let longest: string | undefined;
  for (let dot = action.indexOf('.'); dot !== -1 && dot <= LONGEST_SERVICE_ID; dot = action.indexOf('.', dot + 1)) {
    const prefix = action.slice(0, dot);
    if (findService(prefix) !== undefined) longest = prefix;
  }
  return longest;
}
