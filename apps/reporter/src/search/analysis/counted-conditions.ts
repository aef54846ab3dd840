import type { Condition, EventSearch } from '../event-search.js';

/** Whether the counts know all that is asked, so that no event need be looked at but at the ends of the period. */
export function isCounted({ conditions, arrived }: EventSearch): boolean {
  return arrived.from === null && arrived.to === null && conditions.every(isCountedCondition);
}

/** Whether it is about what events are counted by. */
export function isCountedCondition(condition: Condition): boolean {
  switch (condition.kind) {
    case 'action':
    case 'service':
    case 'family':
    case 'documented':
    case 'outcome':
      return true;
    case 'text':
      return condition.field === 'location' || condition.field === 'account';
    case 'reasonCode':
    case 'address':
    case 'words':
      return false;
  }
}
