import type { EventRow } from './read-events.js';

/** What the catalog's word on an event depends on. */
export type ActedAs = Pick<EventRow, 'action' | 'emitter' | 'outcome'>;

/**
 * `find`, worked out once for each action, emitter and outcome: a report reads thousands of events of each. It remembers
 * as many answers as there are different ones among the events.
 */
export function oncePerAction<Answer>(find: (event: ActedAs) => Answer): (event: ActedAs) => Answer {
  const answers = new Map<string, Map<string, Map<string, Answer>>>();
  return (event) => {
    const ofAction = remembered(answers, event.action, () => new Map<string, Map<string, Answer>>());
    const ofEmitter = remembered(ofAction, event.emitter, () => new Map<string, Answer>());
    return remembered(ofEmitter, event.outcome, () => find(event));
  };
}

function remembered<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined || map.has(key)) return known as Value;
  const made = make();
  map.set(key, made);
  return made;
}
