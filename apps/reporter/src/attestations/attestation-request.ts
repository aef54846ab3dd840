import { findAction } from '@trailkeeper/catalog';
import { writtenText } from '@trailkeeper/http';
import { z } from 'zod';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { getMoment } from '../reports/period/parse-moment.js';
import { attestedFaults } from './attested-faults.js';

const MOMENT = momentExpected('UTC');

/** The body that attests an action. Dates are days of UTC: an attestation has no time zone of its own. */
export const attestationRequestSchema = z
  .strictObject({
    action: z
      .string()
      .superRefine((name, context) => {
        const fault = actionFault(name);
        if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, input: undefined });
      })
      .describe('A documented action of the catalog; another name of it stands for the documented one.'),
    reason: writtenText(2000).describe('Why the action is not applicable here.'),
    until: momentSchema(MOMENT).describe(
      `When the attestation ends, excluded: ${MOMENT}. In the future, 2100-01-01 at the latest.`,
    ),
    from: momentSchema(MOMENT)
      .optional()
      .describe(`When it begins, included: ${MOMENT}. Left out: for all time before \`until\`.`),
    attestedBy: writtenText(200).optional().describe('The person, as they sign. Left out: the caller.'),
  })
  .superRefine(({ from, until }, context) => {
    for (const { field, message } of attestedFaults({ from, until }, new Date())) {
      context.addIssue({ code: 'custom', path: [field], message, input: undefined });
    }
  });

export type AttestationRequestBody = z.output<typeof attestationRequestSchema>;

/** What is kept of a request: the documented name, instants in UTC, and who it was. */
export interface NewAttestation {
  readonly action: string;
  readonly reason: string;
  readonly from: string | null;
  readonly until: string;
  readonly attestedBy: string;
  readonly recordedBy: string;
}

/** Resolves a checked request of a caller. */
export function newAttestation(body: AttestationRequestBody, caller: string): NewAttestation {
  const entry = findAction(body.action);
  if (entry === undefined) throw new Error(`action ${body.action} was not checked`);
  return {
    action: entry.name,
    reason: body.reason,
    from: body.from === undefined ? null : getMoment(body.from, 'UTC').toISOString(),
    until: getMoment(body.until, 'UTC').toISOString(),
    attestedBy: body.attestedBy ?? caller,
    recordedBy: caller,
  };
}

/** Only what coverage counts can be left out of coverage. */
function actionFault(name: string): string | undefined {
  const entry = findAction(name);
  if (entry === undefined) {
    return (
      `No document lists the action "${name.slice(0, 100)}", so it is no part of coverage and cannot be attested; ` +
      'GET /v1/catalog/services/{service} lists those that can, names in their exact spelling.'
    );
  }
  if (entry.status === 'documented') return undefined;
  return (
    `"${entry.name}" is documented later, only in the edition of ${entry.document.date}: it is no part of coverage, ` +
    'so there is nothing to attest.'
  );
}
