import type { StackedBars } from '@trailkeeper/contract';
import type { Coverage } from './coverage.js';
import { shareOf } from './coverage-share.js';
import { type EntryGroup, byFamily, bySection, byService } from './entry-groups.js';

/** Seen, not seen and, if there is any, attested: of a service by section, of a family by service, of all by family. */
export function chartOf(coverage: Coverage): StackedBars {
  const { by, groups } = chartGroups(coverage);
  const series = seriesOf(coverage);
  const bars = groups.map(({ title, entries }) => {
    const share = shareOf(entries);
    return { label: title, values: series.map(({ of }) => share[of]) };
  });
  return {
    kind: 'stacked-bars',
    title: `Documented actions seen, by ${by}`,
    description:
      bars
        .map(
          ({ label, values }) =>
            `${label}: ${values.map((value, index) => `${value} ${series[index]?.label.toLowerCase()}`).join(', ')}`,
        )
        .join('; ') + '.',
    series: series.map(({ state, label }) => ({ state, label })),
    bars,
  };
}

type Series = StackedBars['series'][number] & { of: 'seen' | 'notSeen' | 'attested' };

function seriesOf({ documented }: Coverage): Series[] {
  return [
    { state: 'seen', label: 'Seen', of: 'seen' },
    { state: 'not-seen', label: 'Not seen', of: 'notSeen' },
    ...(shareOf(documented).attested === 0
      ? []
      : [{ state: 'attested' as const, label: 'Attested', of: 'attested' as const }]),
  ];
}

function chartGroups({ scope, documented }: Coverage): { by: string; groups: EntryGroup[] } {
  switch (scope.kind) {
    case 'all':
      return { by: 'family', groups: byFamily(documented) };
    case 'family':
      // A family of one service would be one bar.
      return scope.services.length === 1
        ? { by: 'section', groups: bySection(documented) }
        : { by: 'service', groups: byService(scope, documented) };
    case 'service':
      return { by: 'section', groups: bySection(documented) };
  }
}
