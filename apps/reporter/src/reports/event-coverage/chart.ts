import type { StackedBars } from '@trailkeeper/contract';
import type { Coverage } from './coverage.js';
import { shareOf } from './coverage-share.js';
import { type EntryGroup, byFamily, bySection, byService } from './entry-groups.js';

/** Seen and not seen: of a service by section, of a family by service, of all by family. */
export function chartOf(coverage: Coverage): StackedBars {
  const { by, groups } = chartGroups(coverage);
  const bars = groups.map(({ title, entries }) => {
    const { seen, notSeen } = shareOf(entries);
    return { label: title, values: [seen, notSeen] };
  });
  return {
    kind: 'stacked-bars',
    title: `Documented actions seen, by ${by}`,
    description:
      bars.map(({ label, values: [seen, notSeen] }) => `${label}: ${seen} seen, ${notSeen} not seen`).join('; ') + '.',
    series: [
      { state: 'seen', label: 'Seen' },
      { state: 'not-seen', label: 'Not seen' },
    ],
    bars,
  };
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
