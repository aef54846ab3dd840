import type { FailureFacts } from './failure-facts.js';

/** What the words of this report mean and do not mean. */
export function failureNotes({ scope, limit, previous }: FailureFacts, previousWords: string): string[] {
  return [
    'A failure is an event with outcome failure, or one whose action ends in ".failed", counted with its plain action. Pending and unknown are neither success nor failure: rate = failures / (successes + failures).',
    '"Refused": reason code 401 (who asks is not known) or 403 (is not allowed). "Error": every other failure, with another code or none. A failed attempt that no event was sent for is not here.',
    ...(previous === null
      ? [`The trail holds no event of the period before (${previousWords}): there is nothing to compare with.`]
      : []),
    ...(previous !== null && previous.events === null
      ? [
          `Of the period before (${previousWords}) not all failed events are kept any more: refused, errors and initiators are not compared.`,
        ]
      : []),
    ...(limit === null
      ? []
      : [`This report looked only at events ${limit}: its figures and tables say nothing of any others.`]),
    ...(scope.kind === 'all' ? ['Events of services outside the catalog are counted too.'] : []),
  ];
}
