import type { EventRow } from './read-events.js';
import { copied } from './shortened.js';

/** What the catalog's word on an event depends on. */
export type ActedAs = Pick<EventRow, 'action' | 'emitter' | 'outcome'>;

/**
 * `find`, worked out once for each action, emitter and outcome: a report reads thousands of events of each. It remembers
 * as many answers as there are different ones among the events, and copies of their texts, so that nothing they were
 * read with is held in memory.
 */
export function oncePerAction<Answer>(find: (event: ActedAs) => Answer): (event: ActedAs) => Answer {
  const answers = new Map<string, Map<string, Map<string, Answer>>>();
  return (event) => {
    const known = answers.get(event.action)?.get(event.emitter);
    if (known?.has(event.outcome)) return known.get(event.outcome) as Answer;
    const [action, emitter] = [copied(event.action), copied(event.emitter)];
    const outcome = copied(event.outcome) as ActedAs['outcome'];
    const answer = find({ action, emitter, outcome });
    within(within(answers, action), emitter).set(outcome, answer);
    return answer;
  };
}

/** The map at a key, made when it is missing. */
function within<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const map = maps.get(key) ?? new Map<string, Value>();
  maps.set(key, map);
  return map;
}
