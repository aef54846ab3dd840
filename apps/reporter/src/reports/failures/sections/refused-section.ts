import type { Section } from '@trailkeeper/contract';
import { numberWords } from '../../count-words.js';
import type { FailureFacts } from '../failure-facts.js';
import { REFUSED_CODES, codeMeaning } from '../reason-code.js';
import { eventTable, eventTableWords } from './event-table.js';
import { amongWords } from '../../scope-words.js';

/** What was refused, event by event. */
export function refusedSection(facts: FailureFacts): Section {
  const { refused } = facts.failed;
  const none = `Nothing was refused${amongWords(facts)}: no failure had reason code 401 or 403.`;
  const paragraphs =
    refused.events === 0 ? [none] : [`${codeWords(facts)}${amongWords(facts)}.`, ...eventTableWords(refused)];
  return {
    id: 'refused',
    title: 'Refused',
    level: 1,
    paragraphs,
    table: refused.events === 0 ? null : eventTable(refused),
  };
}

/** "12 with 401 (Unauthorized), 30 with 403 (Forbidden)" */
function codeWords({ failed }: FailureFacts): string {
  return REFUSED_CODES.map((code) => {
    const key = String(code);
    return `${numberWords(failed.byCode.get(key)?.events ?? 0)} with ${key} (${codeMeaning(key)})`;
  }).join(', ');
}
