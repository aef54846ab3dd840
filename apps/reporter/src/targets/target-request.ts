import { ApiError, parseRequest, writtenLine } from '@trailkeeper/http';
import { z } from 'zod';
import { findTargetKind, TARGET_KINDS } from './index.js';
import type { DeliveryLimits, TargetKind } from './target-kind.js';

/** What is kept of a checked request. */
export interface TargetRequest {
  readonly name: string;
  readonly kind: TargetKind;
  readonly settings: object;
  /** Undefined: those that are kept stay. */
  readonly secrets: object | undefined;
}

const name = writtenLine(100).describe('Of no other target.');
const kindId = z.enum(TARGET_KINDS.map(({ id }) => id)).describe('How files get there.');
const anyObject = z.record(z.string(), z.unknown());

/** The body that makes a target, for those who read about it: `parseNewTarget` reads it by its kind. */
export const newTargetSchema = z.strictObject({
  name,
  kind: kindId,
  settings: anyObject.describe('As the kind says: `GET /v1/delivery-target-kinds`.'),
  secrets: anyObject.optional().describe('Likewise. They are kept sealed and never shown.'),
});

/** The body that changes one, likewise. */
export const targetChangeSchema = newTargetSchema.partial({ kind: true });

/** Reads the body that makes a target, as its kind takes it. Throws ApiError 400 with every fault. */
export async function parseNewTarget(body: unknown, limits: DeliveryLimits): Promise<TargetRequest> {
  const kind = findTargetKind(String((body as { kind?: unknown } | null | undefined)?.kind));
  if (kind === undefined) {
    parseRequest(newTargetSchema, body ?? {});
    throw new Error('the schema took a kind that there is not');
  }
  const shape = { name, kind: z.literal(kind.id), settings: kind.settings, secrets: givenSecrets(kind) };
  const { settings, secrets, ...request } = parseRequest(z.strictObject(shape), body ?? {});
  await checkSettings(kind, settings, limits, namesOf(secrets));
  return { ...request, kind, settings, secrets };
}

/**
 * Reads the body that changes a target. Throws ApiError 400 with every fault; also when secrets that are kept would go to
 * another address, which whoever may change a target need not know them for.
 */
export async function parseTargetChange(
  body: unknown,
  { kind, settings: kept, secrets: keptSecrets }: ChangedTarget,
  limits: DeliveryLimits,
): Promise<TargetRequest> {
  const sameKind = z.string().refine((id) => id === kind.id, {
    error: `Must be "${kind.id}", as it was: for another kind make another target.`,
  });
  const shape = { name, kind: sameKind.optional(), settings: kind.settings, secrets: kind.secrets.optional() };
  const { settings, secrets, ...request } = parseRequest(z.strictObject(shape), body ?? {});
  await checkSettings(kind, settings, limits, secrets === undefined ? keptSecrets : namesOf(secrets));
  if (secrets === undefined && keptSecrets.length > 0 && !hasSameAddress(kind, kept, settings)) throw secretsMissing();
  return { ...request, kind, settings, secrets };
}

/** A target before it is changed. */
export interface ChangedTarget {
  readonly kind: TargetKind;
  readonly settings: object;
  /** The names of those that are set. */
  readonly secrets: readonly string[];
}

/** Of settings that another version has kept the address is not known. */
function hasSameAddress(kind: TargetKind, kept: object, settings: object): boolean {
  const known = kind.settings.safeParse(kept);
  return known.success && kind.address(known.data) === kind.address(settings);
}

function secretsMissing(): ApiError {
  const message =
    'Must be given: the settings lead to another address, and the secrets that are kept were given for the one before.';
  const errors = [{ field: 'secrets', message }];
  return new ApiError('invalid_request', 400, `The request is not valid: secrets: ${message}`, { errors });
}

/** May be left out where the kind needs none. */
function givenSecrets({ secrets }: TargetKind): z.ZodType<object> {
  return secrets.safeParse({}).success ? secrets.prefault({}) : secrets;
}

function namesOf(secrets: object): string[] {
  return Object.entries(secrets).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

async function checkSettings(
  kind: TargetKind,
  settings: object,
  limits: DeliveryLimits,
  secretNames: readonly string[],
): Promise<void> {
  const faults = await kind.check(settings, limits, secretNames);
  if (faults.length === 0) return;
  const errors = faults.map(({ field, message }) => ({ field: `settings.${field}`, message }));
  const fields = errors.map(({ field }) => field).join(', ');
  throw new ApiError('invalid_request', 400, `The request is not valid: see errors for ${fields}.`, { errors });
}
