import type { Preset } from './preset.js';

/** Sarbanes-Oxley Act sections 302 and 404: no such pack is prescribed, and the preset says so. */
export const soxQuarterPack: Preset = {
  id: 'sox-quarter-pack',
  name: 'SOX: quarter pack',
  clause: {
    standard: 'Sarbanes-Oxley Act of 2002',
    edition: '15 U.S.C. 7241 and 7262',
    number: '302, 404',
    says:
      '302: with each annual and quarterly report the signing officers certify that they are responsible for internal controls, ' +
      'have evaluated their effectiveness within 90 days before the report, and disclose deficiencies, fraud and significant ' +
      'changes. 404: the annual report holds management’s assessment of the internal control over financial reporting.',
  },
  prescribed: [
    'Nothing of this pack: the Act prescribes no report on audit logs, no form and no interval for one.',
    'What it prescribes are certifications with each quarterly and annual report (302) and an assessment each year (404).',
  ],
  ourChoice: [
    'All of it. The pack is evidence for whoever tests the controls over access and change behind the figures.',
    'One fiscal quarter, because officers certify quarterly; quarters begin as FISCAL_YEAR_START says.',
    'Due on the third day of the next quarter at 06:00, after a day of settling, so that what arrives late is still in it.',
    'Event coverage, deletions and failures of all services; the events themselves are left out for their size.',
  ],
  proposal: {
    reports: ['event-coverage', 'deletions', 'failures'],
    services: ['all'],
    formats: ['pdf', 'csv'],
    includeEvents: false,
    period: { kind: 'previous-quarter' },
    when: { every: 'quarter', at: '06:00', day: 3 },
    settlingTime: 'P1D',
  },
};
