import { countWords } from './count-words.js';

/** For a report that found nothing: whether anything arrived at all. `limit` is what the report is limited to, if it is. */
export function arrivedWords(arrived: number, limit: string | null): string {
  if (arrived === 0) return 'Nothing at all arrived in that time: check that events are being sent.';
  const everywhere = limit === null ? '' : ', locations and accounts';
  return `${countWords(arrived, 'item')} arrived in that time from all services${everywhere}.`;
}
