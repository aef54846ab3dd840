import type { Figure } from '@trailkeeper/contract';
import type { Coverage } from './coverage.js';
import { apartEntries, headlineEntries, shareOf } from './coverage-share.js';

/**
 * Six figures with those of the period before; `previous` is null when the trail holds nothing of that time. Where
 * anything is attested, that takes the place of the events, which the tally below counts too.
 */
export function figuresOf(coverage: Coverage, previous: Coverage | null): Figure[] {
  const figure = (label: string, unit: Figure['unit'], valueOf: (of: Coverage) => number | null): Figure => ({
    label,
    unit,
    value: valueOf(coverage),
    previous: previous === null ? null : valueOf(previous),
  });
  const headline = (of: Coverage) => shareOf(headlineEntries(of));
  const isAttested = headline(coverage).attested > 0 || (previous !== null && headline(previous).attested > 0);
  return [
    figure('Coverage', 'percent', (of) => headline(of).percent),
    figure('Documented actions seen', 'count', (of) => headline(of).seen),
    figure('Documented actions not seen', 'count', (of) => headline(of).notSeen),
    ...(isAttested ? [figure('Attested as not applicable', 'count', (of) => headline(of).attested)] : []),
    figure('Undocumented actions', 'count', (of) => of.undocumented.length),
    ...(isAttested ? [] : [figure('Events', 'count', (of) => of.activity.events)]),
    coverage.scope.kind === 'all'
      ? figure('Account and user management actions seen', 'count', (of) => shareOf(apartEntries(of)).seen)
      : figure('Events with outcome failure', 'count', (of) => of.activity.outcomes.failure),
  ];
}
