import type { Preset } from './preset.js';

/** PCI DSS v4.0.1 10.4.1 and 10.4.1.1. */
export const pciDssDailyReview: Preset = {
  id: 'pci-dss-10.4.1-daily-review',
  name: 'PCI DSS: daily log review',
  clause: {
    standard: 'PCI DSS',
    edition: 'v4.0.1 (June 2024)',
    number: '10.4.1, 10.4.1.1',
    says:
      'Security events, and the logs of systems that hold or handle card data, of critical systems and of systems with ' +
      'security functions, are reviewed at least once a day; automated mechanisms are used to review them.',
  },
  prescribed: [
    'At least once a day, every day of the year: each slot reports on one whole day, and every day has a slot.',
    'By automated mechanisms (10.4.1.1, required since 31 March 2025): the reports are made and delivered without anybody asking.',
  ],
  ourChoice: [
    'Which reports stand for the review: failures, deletions and event coverage. The clause names logs to be reviewed, not reports.',
    'All services that are heard here. Which of your systems are in scope, and logs that do not come here, are for you to settle.',
    'A calendar day of the time zone, due at 06:00, two hours of settling, and both PDF and CSV.',
    'The clause asks for a review: that somebody looks, and follows up what is found (10.4.3), is not done by a delivery. Sign the runs off.',
  ],
  proposal: {
    reports: ['failures', 'deletions', 'event-coverage'],
    services: ['all'],
    formats: ['pdf', 'csv'],
    includeEvents: true,
    period: { kind: 'previous-day' },
    when: { every: 'day', at: '06:00' },
    settlingTime: 'PT2H',
  },
};
