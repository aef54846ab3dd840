import type { ServicesLeftOut } from '@trailkeeper/contract';
import type { Coverage } from './coverage.js';

/** What the words of this report mean and do not mean. */
export function coverageNotes({ scope, limit, documented, silent, servicesLeftOut }: Coverage): string[] {
  const isAnyAttested = documented.some(({ attestations }) => attestations.length > 0);
  return [
    '"Seen" means that at least one event of the action happened in the period, with any outcome; pending alone counts as seen and says so.',
    '"Not seen" means not observed. It does not mean "not audited": the action may not have been used, its events may not be sent here, or the service may emit them under another name.',
    'Coverage is the documented actions seen, divided by all documented actions but those attested and not seen. Actions documented later or not at all are no part of it.',
    ...(isAnyAttested
      ? [
          '"Attested" means that persons gave their word, for the whole period at least, that the action is not applicable here, whatever the location or account. It is no observation: an attested action that was seen is seen.',
        ]
      : []),
    ...(silent.length > 0
      ? [
          '"Silent" means that nothing came from a source, up to when this report was made, for more than twice the longest pause that was usual for it before, and an hour at least.',
        ]
      : []),
    ...leftOutNotes(servicesLeftOut),
    'An action that ends in ".failed" counts as a failure whatever its outcome says. The plain action shows such events as "+n" and keeps its own state.',
    'An event under any name of an action, documented, renamed or corrected, counts for that action; every name seen is shown.',
    ...(limit === null
      ? []
      : [
          `This report looked only at events ${limit}: its figures, "seen", "not seen" and "never" say nothing of any others.`,
        ]),
    ...(scope.kind === 'all'
      ? [
          'The first figures count the product families; account and user management is counted apart. Events of services outside the catalog appear among the undocumented actions.',
        ]
      : []),
  ];
}

function leftOutNotes({ count, isAtLeast }: ServicesLeftOut): string[] {
  if (count === 0 && !isAtLeast) return [];
  const many = count === 0 ? 'some' : `${isAtLeast ? 'at least ' : ''}${count.toLocaleString('en')}`;
  return [
    `Of the services outside the catalog only those heard last were looked at for silence; ${many} more were left out, since there are too many. Whoever may send events can make up such names.`,
  ];
}
