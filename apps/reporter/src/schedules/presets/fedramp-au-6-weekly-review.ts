import type { Preset } from './preset.js';

/** NIST SP 800-53 Rev. 5 AU-6 with the parameter of the FedRAMP baselines. */
export const fedrampWeeklyReview: Preset = {
  id: 'fedramp-au-6-weekly-review',
  name: 'FedRAMP: weekly review of audit records',
  clause: {
    standard: 'NIST SP 800-53, FedRAMP baselines',
    edition: 'Rev. 5',
    number: 'AU-6',
    says:
      'Audit records are reviewed and analysed for signs of inappropriate or unusual activity and its possible impact, by ' +
      'FedRAMP’s parameter at least weekly; findings are reported to roles that the organisation names; and the level of review ' +
      'is adjusted when the risk changes.',
  },
  prescribed: ['At least weekly (AU-6 a): each slot reports on one whole week, and every week has a slot.'],
  ourChoice: [
    'Which reports stand for the review: failures, deletions and event coverage. What counts as inappropriate or unusual is for you to define.',
    'A week begins as WEEK_START says; it is due on that day at 06:00, after two hours of settling.',
    'All services that are heard here; the boundary of your system is for you to settle.',
    'Who gets the findings (AU-6 b) is who the delivery targets reach: name them in your plan.',
    'The control asks for review, analysis and adjustment by people: a delivery is where that begins. Sign the runs off.',
  ],
  proposal: {
    reports: ['failures', 'deletions', 'event-coverage'],
    services: ['all'],
    formats: ['pdf', 'csv'],
    includeEvents: true,
    period: { kind: 'previous-week' },
    when: { every: 'week', at: '06:00' },
    settlingTime: 'PT2H',
  },
};
