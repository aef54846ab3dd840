import type { ScheduleDefinition } from '@trailkeeper/contract';

/** A schedule of one small report to one target; only what matters to a test is to be given. */
export function aDefinition(changes: Partial<ScheduleDefinition> = {}): ScheduleDefinition {
  return {
    reports: ['event-coverage'],
    services: ['kms'],
    location: null,
    account: null,
    formats: ['csv'],
    includeEvents: false,
    period: { kind: 'previous-day' },
    cron: '0 6 * * *',
    timeZone: 'UTC',
    settlingTime: 'PT2H',
    targets: [],
    noticeTargets: [],
    owner: 'compliance@example.com',
    enabledFrom: null,
    enabledUntil: null,
    preset: null,
    ...changes,
  };
}
