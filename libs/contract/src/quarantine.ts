import { z } from 'zod';

/**
 * Why an item could not become an event. Codes are part of the collector's answer and of the quarantine: they never
 * change.
 */
export const QUARANTINE_CODES = [
  'event_too_large',
  'unterminated_array',
  'invalid_utf8',
  'nested_too_deep',
  'invalid_json',
  'nul_character',
  'lone_surrogate',
  'duplicate_key',
  'not_an_object',
  'envelope_conflict',
  'envelope_too_deep',
  'no_action',
  'no_event_time',
  'invalid_event_time',
  'event_time_out_of_range',
  'wrong_type',
  'field_too_long',
  'out_of_scope',
  'storage_refused',
] as const;

export const quarantineCodeSchema = z.enum(QUARANTINE_CODES);

/** The first two are held, with their bytes; the others are settled, and their bytes are gone. */
export const QUARANTINE_STATES = ['open', 'replay-requested', 'replayed', 'discarded'] as const;

export const quarantineStateSchema = z.enum(QUARANTINE_STATES);

/** What held items may take together unless QUARANTINE_MAX_BYTES says otherwise: 1 GiB. */
export const DEFAULT_QUARANTINE_MAX_BYTES = 1024 ** 3;

/**
 * What an item takes besides its bytes. 512: its record, its reason and its entries in indexes; one of 3 bytes with a
 * short reason was measured at 349 on disk. So a GiB holds at most some 2 million items.
 */
export const QUARANTINE_BYTES_PER_ITEM = 512;

/** What so many items with so many bytes together take of QUARANTINE_MAX_BYTES. */
export function quarantineRoomOf(items: number, bytes: number): number {
  return bytes + items * QUARANTINE_BYTES_PER_ITEM;
}

/** Who asked for a replay, when and why. */
export const quarantineReplaySchema = z.object({
  requestedAt: z.string(),
  requestedBy: z.string(),
  reason: z.string(),
  admitsScope: z.boolean().describe('Whether it was asked for although it is outside the scope of its key.'),
});

/** What came of the last replay. */
export const quarantineResultSchema = z.enum(['stored', 'duplicate', 'refused']);

/** Who gave an item up, when and why. */
export const quarantineDiscardSchema = z.object({ at: z.string(), by: z.string(), reason: z.string() });

/** Where the event is that an item became, or that it repeats. */
export const quarantineEventSchema = z.object({
  occurredAt: z.string(),
  contentHash: z.string().describe('SHA-256 over the canonical JSON of the event, hexadecimal.'),
  batchId: z.string().describe('The batch that stored it: the one of the replay, unless the result is `duplicate`.'),
});

/** Received bytes that could not become an event, and what became of them. Times are RFC 3339 in UTC. */
export const quarantinedItemSchema = z.object({
  id: z.string(),
  arrivedAt: z.string(),
  keyName: z.string().describe('The key it came with.'),
  index: z.int().describe('Its place in the request, from 0.'),
  code: quarantineCodeSchema.describe('Why it is no event; after a replay that was refused, why still.'),
  message: z.string(),
  bytes: z.int().describe('The length of what was kept.'),
  sha256: z.string().describe('Of what was kept, hexadecimal.'),
  state: quarantineStateSchema,
  replay: quarantineReplaySchema.nullable().describe('The last request of a replay; null if there was none.'),
  tries: z.int().describe('How often it was replayed.'),
  triedAt: z.string().nullable().describe('When it was replayed last.'),
  result: quarantineResultSchema.nullable().describe('What came of the last replay.'),
  event: quarantineEventSchema.nullable(),
  discard: quarantineDiscardSchema.nullable(),
});

const roomSchema = z.int().describe(`What they take: their lengths, and ${QUARANTINE_BYTES_PER_ITEM} more of each.`);

/** How full the quarantine is, and with what: only what is held counts. */
export const quarantineSummarySchema = z.object({
  items: z.int(),
  distinctItems: z.int().describe('How many differ in their bytes: who sends bad items again has them kept again.'),
  bytes: roomSchema,
  limitBytes: z.int().describe('QUARANTINE_MAX_BYTES as the reporter has it: to be set alike for the collectors.'),
  oldestAt: z.string().nullable(),
  replayRequested: z.int().describe('Items that wait for their replay.'),
  groups: z.array(
    z.object({
      code: z.string(),
      keyName: z.string(),
      items: z.int(),
      bytes: roomSchema,
      oldestAt: z.string(),
      newestAt: z.string(),
    }),
  ),
});

export type QuarantineCode = z.infer<typeof quarantineCodeSchema>;
export type QuarantineState = z.infer<typeof quarantineStateSchema>;
export type QuarantinedItem = z.infer<typeof quarantinedItemSchema>;
export type QuarantineResult = z.infer<typeof quarantineResultSchema>;
export type QuarantineSummary = z.infer<typeof quarantineSummarySchema>;
