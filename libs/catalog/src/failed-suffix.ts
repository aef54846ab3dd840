const FAILED = '.failed';

/** Whether the name says that the action failed: it ends in `.failed`. */
export function isFailedAction(action: string): boolean {
  return action.length > FAILED.length && action.endsWith(FAILED);
}

/** The action without one `.failed` at its end; any other action as it is. */
export function plainActionOf(action: string): string {
  return isFailedAction(action) ? action.slice(0, -FAILED.length) : action;
}
