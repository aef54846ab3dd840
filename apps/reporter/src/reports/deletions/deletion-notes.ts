import type { DeletionFacts } from './deletion-facts.js';

/** What the words of this report mean and do not mean. */
export function deletionNotes({ limit }: Pick<DeletionFacts, 'limit'>): string[] {
  return [
    'An action counts as a deletion by what the catalog says it does, not by its last word. "Deleted": it succeeded. "Prepared": moved to the trash or authorised, and still there. "Undone": a deletion or its preparation was taken back.',
    '"Attempted": failed (an action that ends in ".failed" always), pending or of unknown outcome. What is pending or unknown may be gone.',
    '"Inferred": no document lists the action, and its name reads like a deletion. It counts like any other and is marked.',
    'The tally counts all events in scope, so that one sees that events did arrive; the other figures count only what stands under the four headings.',
    ...(limit === null ? [] : [`This report looked only at events ${limit}: it says nothing of any others.`]),
  ];
}
