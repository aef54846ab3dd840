import { serviceOf } from '@trailkeeper/catalog';
import { writtenLine, writtenText } from '@trailkeeper/http';
import { z } from 'zod';

const MOMENT = 'a date (2026-12-31: the start of that day in UTC) or an RFC 3339 time (2026-12-31T00:00:00Z)';

/** The body that makes a key. What limits it must be able to match: a limit that no event can meet is a slip of the pen. */
export const keyRequestSchema = z.strictObject({
  name: writtenLine(100)
    .refine((name) => name !== 'INGEST_KEY', { error: "Is the name of the key in the collector's environment." })
    .describe('What it is for, such as the shipper that gets it. Of no other key, also none revoked.'),
  services: limit('service', serviceText()).describe(
    'Services (`kms`) and families (`key-protect`) it may send events of. Services outside the catalog are taken as ' +
      'they are written; `unknown` stands for events that name none. Left out: all.',
  ),
  locations: limit('location', segmentText('Give a location as it stands in logSourceCRN, such as eu-de.')).describe(
    'Locations it may send events of, such as `eu-de`; `global` and `unknown` are two more. Left out: all.',
  ),
  accounts: limit(
    'account',
    segmentText('Give an account as it stands in logSourceCRN, without the "a/" before it.'),
  ).describe(
    'Accounts it may send events of, without the `a/`; `unknown` stands for events that name none. Left out: all.',
  ),
  expiresAt: z
    .string()
    .superRefine((text, context) => {
      const fault = expiryFault(text, new Date());
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, input: undefined });
    })
    .optional()
    .describe(`From then on it is not valid: ${MOMENT}. In the future, 2100-01-01 at the latest. Left out: never.`),
});

export type KeyRequestBody = z.output<typeof keyRequestSchema>;

/** What is kept of a request. Null limits nothing; `expiresAt` is RFC 3339 in UTC. */
export interface NewKey {
  readonly name: string;
  readonly services: readonly string[] | null;
  readonly locations: readonly string[] | null;
  readonly accounts: readonly string[] | null;
  readonly expiresAt: string | null;
  readonly createdBy: string;
}

/** Resolves a checked request of a caller. */
export function newKey(body: KeyRequestBody, caller: string): NewKey {
  return {
    name: body.name,
    services: body.services ?? null,
    locations: body.locations ?? null,
    accounts: body.accounts ?? null,
    expiresAt: body.expiresAt === undefined ? null : new Date(body.expiresAt).toISOString(),
    createdBy: caller,
  };
}

/** A list that limits a key. An empty one would let nothing in, which is what revoking is for. */
function limit(what: string, item: z.ZodType<string>) {
  return z
    .array(item)
    .min(1, { error: `Must hold at least one ${what}; leave it out for no limit.` })
    .max(100, { error: 'Must not hold more than 100.' })
    .transform((items) => [...new Set(items)])
    .optional();
}

/** Not only what the catalog knows: it does not hold all services there are. */
function serviceText() {
  return writtenText(128).superRefine((service, context) => {
    const fault = serviceFault(service);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, input: undefined });
  });
}

function serviceFault(service: string): string | undefined {
  if (CONTROL_CHARACTER.test(service)) return 'Must be a name without control characters.';
  if (service === 'all') return 'Leave "services" out for all services.';
  if (!service.includes('.')) return undefined;
  const owner = serviceOf(`${service}.x`);
  if (owner === service) return undefined;
  return `Is no service: events whose action begins with it are of the service "${owner}". Name a service, not actions.`;
}

/** Just what the collector takes from a CRN: anything else would match no event. */
function segmentText(error: string) {
  return z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, { error });
}

function expiryFault(text: string, now: Date): string | undefined {
  const isMoment = z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success;
  const expiresAt = new Date(text);
  if (!isMoment || Number.isNaN(expiresAt.getTime())) return `Give ${MOMENT}.`;
  if (expiresAt <= now) return 'Must be in the future.';
  return expiresAt > LATEST ? 'Must not be after 2100-01-01; leave it out for a key that never expires.' : undefined;
}

/** As of reports and attestations: beyond every time that means something. */
const LATEST = new Date('2100-01-01T00:00:00Z');

/** But NUL, which has its own error. */
const CONTROL_CHARACTER = /(?!\0)\p{Cc}/u;
