import type { ScheduleDefinition } from '@trailkeeper/contract';

/** What of a schedule works, and may yet not be what its owner means: in plain words, with the way out. */
export function scheduleWarnings({ targets, noticeTargets }: ScheduleDefinition): string[] {
  return noticeTargets.every((id) => targets.includes(id)) ? [NOBODY_IS_TOLD] : [];
}

const NOBODY_IS_TOLD =
  'That it failed is told only by the delivery targets that get the bundle: when these are out of order, nobody is told. ' +
  'Name another delivery target in noticeTargets.';
