import type { SavedView } from '@trailkeeper/contract';
import { ApiError } from '@trailkeeper/http';
import { MAX_VIEWS } from './create-view.js';

/** There is none that the caller may see: 404. */
export function noView(id: string): ApiError {
  return new ApiError('not_found', 404, `There is no view "${id.slice(0, 100)}".`);
}

/** It is shared by somebody else: 403. */
export function viewOfAnother({ name, owner }: SavedView): ApiError {
  const message = `The view "${name}" is ${owner}'s, who alone may change or delete it. Save a copy as a view of yours.`;
  return new ApiError('forbidden', 403, message);
}

/** The caller has another view of this name: 409. */
export function viewNameTaken(name: string): ApiError {
  const message = `You have another view "${name}". Choose another name, or change that one.`;
  return new ApiError('conflict', 409, message, { errors: [{ field: 'name', message }] });
}

/** The caller has as many views as one may have: 409. */
export function tooManyViews(): ApiError {
  const message = `You have ${MAX_VIEWS} views, which is the most. Delete one that nobody needs, or change one of them.`;
  return new ApiError('conflict', 409, message);
}
