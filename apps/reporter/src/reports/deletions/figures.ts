import type { Figure } from '@trailkeeper/contract';
import type { DeletionCounts } from './deletion-counts.js';
import type { DeletionFacts } from './deletion-facts.js';

/** Six figures with those of the period before; `previous` is null when the trail holds nothing of that time. */
export function figuresOf({ counts, gathered, previous }: DeletionFacts): Figure[] {
  const figure = (label: string, valueOf: (of: DeletionCounts) => number): Figure => ({
    label,
    unit: 'count',
    value: valueOf(counts),
    previous: previous === null ? null : valueOf(previous.counts),
  });
  return [
    figure('Deleted', ({ byHeading }) => byHeading.deleted),
    figure('Prepared for deletion', ({ byHeading }) => byHeading.prepared),
    figure('Undone', ({ byHeading }) => byHeading.undone),
    figure('Attempted', ({ byHeading }) => byHeading.attempted),
    {
      label: 'Initiators',
      unit: 'count',
      value: gathered.initiators.filter(({ id }) => id !== null).length,
      previous: previous?.initiators ?? null,
    },
    figure('Of all, inferred', ({ inferred }) => inferred),
  ];
}
