/** Where an event without a service in its action may still name one. */
export interface EmitterHints {
  /** `target.typeURI` of the event. */
  readonly targetTypeUri?: string | null | undefined;
  /** `publisher_id` of the oslo.messaging envelope around it. */
  readonly publisherId?: string | null | undefined;
}

/** 128: as long as any service name met, short enough for an index; a longer one is not a name. */
const MAX_EMITTER_LENGTH = 128;

/** Roots of the CADF resource taxonomy under which the next segment names the service. */
const ROOTS_ABOVE_THE_NAME: ReadonlySet<string> = new Set(['service', 'data']);

/** CADF's own word for "cannot be classified": the publisher knows more. */
const UNKNOWN_ROOT = 'unknown';

/**
 * The text that names the service of an event whose action does not (see `namesItsService`), or undefined when nothing
 * usable does. First the target: `service/compute/servers/detail` is `compute`, `data/security/project` is `security`,
 * IBM's `kms/secrets` is `kms`. Then the publisher up to its first dot: `identity.host1234` is `identity`.
 */
export function emitterOf({ targetTypeUri, publisherId }: EmitterHints): string | undefined {
  return usable(nameInTypeUri(targetTypeUri ?? '')) ?? usable(publisherId?.split('.', 1)[0]);
}

function nameInTypeUri(typeUri: string): string | undefined {
  // Three segments reach: an empty one before a leading slash, a root, the name.
  const [root, name] = typeUri.split('/', 3).filter((segment) => segment.trim() !== '');
  if (root === undefined || root === UNKNOWN_ROOT) return undefined;
  return ROOTS_ABOVE_THE_NAME.has(root) ? name : root;
}

/** A colon means an absolute URI (`http:`, `mime:text`), which names no service. */
function usable(name: string | undefined): string | undefined {
  const trimmed = name?.trim() ?? '';
  return trimmed === '' || trimmed.length > MAX_EMITTER_LENGTH || trimmed.includes(':') ? undefined : trimmed;
}
