import { z } from 'zod';
import { runStatusSchema } from './report-run.js';

/**
 * `waiting`: due, not begun · `running` · `notifying`: failed, its owner is not yet told · and the four ends, one of which
 * each slot comes to: `delivered`, `delivered-empty` (there was nothing to report, and that was delivered), `failed` (and its
 * owner told), `skipped` (by a person, with a reason).
 */
export const SLOT_STATUSES = [
  ...(['waiting', 'running', 'notifying'] as const),
  ...(['delivered', 'delivered-empty', 'failed', 'skipped'] as const),
] as const;
export const SLOT_STEPS = ['waiting', 'reporting', 'bundling', 'delivering', 'notifying', 'ended'] as const;
export const DELIVERY_STATUSES = ['waiting', 'delivered', 'failed', 'skipped'] as const;
export const RECEIPT_OUTCOMES = ['delivered', 'already-there', 'failed', 'unknown'] as const;

/** What became of one try to deliver. */
export const deliveryReceiptSchema = z.object({
  attempt: z.int().positive(),
  beganAt: z.string(),
  endedAt: z.string().nullable().describe('Null: it is under way, or its process died.'),
  outcome: z
    .enum(RECEIPT_OUTCOMES)
    .nullable()
    .describe('`already-there`: an earlier try had arrived · `unknown`: it may have arrived.'),
  place: z.string().nullable().describe('Where it is now, as the other side names it.'),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  answer: z.string().nullable().describe('What the other side said, or the fault.'),
});

/** One bundle, or the notice of a failure, to one delivery target. */
export const slotDeliverySchema = z.object({
  id: z.uuid().describe('The delivery id, the same on every try; it goes with what is sent.'),
  targetId: z.uuid(),
  targetName: z.string(),
  targetKind: z.string(),
  content: z.enum(['bundle', 'notice']),
  status: z.enum(DELIVERY_STATUSES),
  possiblyTwice: z.boolean().describe('A try whose end is not known was repeated.'),
  attempts: z.int(),
  nextTryAt: z.string().nullable(),
  failure: z.string().nullable(),
  finishedAt: z.string().nullable(),
  receipts: z.array(deliveryReceiptSchema).describe('The oldest first; in a list of slots the last 20.'),
});

/** What a slot made: a zip with a signed manifest (docs/bundle.md). */
export const slotBundleSchema = z.object({
  name: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  dataAsOf: z.string(),
  signingKeyId: z.string(),
  madeAt: z.string(),
  isKept: z.boolean().describe('False once its bytes are deleted.'),
});

/** One due time of a schedule, as the ledger lists it. */
export const scheduleSlotSchema = z.object({
  id: z.uuid(),
  scheduleId: z.uuid(),
  scheduleName: z.string().describe('As it was when the slot was made.'),
  dueAt: z.string(),
  startsAt: z.string(),
  from: z.string().describe('Of the period, included.'),
  to: z.string().describe('Of the period, excluded.'),
  timeZone: z.string(),
  status: z.enum(SLOT_STATUSES),
  step: z.enum(SLOT_STEPS),
  failure: z.string().nullable().describe('Why it failed, or why the last try did.'),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  askedBy: z.string().nullable().describe('The person who asked for it; null: it came due, or restates another.'),
  skip: z.object({ by: z.string(), reason: z.string() }).nullable(),
  restates: z.object({ slotId: z.uuid(), by: z.string(), reason: z.string() }).nullable(),
  restatedBy: z.array(z.uuid()).describe('Slots that restate this one, the oldest first.'),
  reports: z.array(z.object({ runId: z.uuid(), kind: z.string(), service: z.string(), status: runStatusSchema })),
  bundle: slotBundleSchema.nullable(),
  deliveries: z.array(slotDeliverySchema),
});

/** What a restated slot found other than the original had it. */
export const slotChangesSchema = z.object({
  originalSlotId: z.uuid(),
  originalDataAsOf: z.string(),
  arrivedSince: z.int().describe('Events of the period and services that the original could not have.'),
  reports: z.array(
    z.object({
      kind: z.string(),
      service: z.string(),
      originalRunId: z.uuid().nullable(),
      runId: z.uuid(),
      events: z.object({ before: z.int().nullable(), after: z.int() }),
      rows: z.object({ before: z.int().nullable(), after: z.int() }).describe('Of the CSV.'),
      figures: z
        .array(z.object({ label: z.string(), before: z.number().nullable(), after: z.number().nullable() }))
        .describe('Those that are other than they were.'),
    }),
  ),
});

/** The same looked at by itself. */
export const scheduleSlotDetailSchema = scheduleSlotSchema.extend({
  eventsSince: z
    .int()
    .nullable()
    .describe(
      'How many events of its period and services were stored after its reports were asked for, which is what its bundle ' +
        'holds as events; each report reads a little later, so some of them may be in a report. Null: it has no bundle, or ' +
        '`eventsSinceUnknown` says why.',
    ),
  eventsSinceUnknown: z
    .string()
    .nullable()
    .describe('Why `eventsSince` could not be counted now; null: it was, or there is no bundle.'),
  changes: slotChangesSchema.nullable().describe('Of a restated slot once its bundle is made.'),
});

export type SlotStatus = (typeof SLOT_STATUSES)[number];
export type SlotStep = (typeof SLOT_STEPS)[number];
export type DeliveryReceipt = z.infer<typeof deliveryReceiptSchema>;
export type SlotDelivery = z.infer<typeof slotDeliverySchema>;
export type SlotBundle = z.infer<typeof slotBundleSchema>;
export type ScheduleSlot = z.infer<typeof scheduleSlotSchema>;
export type SlotChanges = z.infer<typeof slotChangesSchema>;
export type ScheduleSlotDetail = z.infer<typeof scheduleSlotDetailSchema>;
