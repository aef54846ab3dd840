/** docs/meaning.md, rule 7: events before it are quarantined. */
export const EARLIEST_MOMENT = new Date('2000-01-01T00:00:00Z');

/** Beyond every time that means something; keeps the days of a period countable. */
export const LATEST_MOMENT = new Date('2100-01-01T00:00:00Z');
