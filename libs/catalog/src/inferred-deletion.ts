/** The verbs that make an action unknown to the catalog a deletion, in any position (docs/meaning.md, rule 3). */
export const DELETION_WORDS = [
  ...['delete', 'deleted', 'remove', 'removed', 'purge', 'purged', 'destroy', 'destroyed'],
  ...['bulkdelete', 'bulkdeleted'],
] as const;

/** Words that turn a deletion verb right behind them into something else: `ack-delete`, `un-delete`, `cancel_delete`. */
export const TURNING_WORDS = ['ack', 'cancel', 'restore', 'restored', 'un', 'undo'] as const;

/** Verbs which, as the first or last part of a name, say that something came back: `deleted-user.restore`. */
export const RETURNING_VERBS = ['restore', 'restored', 'undelete', 'undeleted'] as const;

const DELETION: ReadonlySet<string> = new Set(DELETION_WORDS);
const TURNING: ReadonlySet<string> = new Set(TURNING_WORDS);
const RETURNING: ReadonlySet<string> = new Set(RETURNING_VERBS);

/**
 * Whether an action that the catalog does not know reads like a deletion. Names are split at `.` and `/` into parts and
 * these at `-` and `_` into words, so `vm.delete`, `deleted.user`, `delete/volume`, `disk_remove.all` and
 * `x.bulk-delete` are; `ack-delete` (an acknowledgement), `deleted-user.restore` and `undelete` are not. Whatever else
 * holds such a word is taken for one, `deleted-users.list` too: it is shown as inferred, whereas a deletion passed over
 * would not be shown at all.
 */
export function looksLikeDeletion(action: string): boolean {
  const parts = action.toLowerCase().split(/[./]/);
  if (RETURNING.has(parts[0] ?? '') || RETURNING.has(parts.at(-1) ?? '')) return false;
  return parts.some(hasDeletionWord);
}

function hasDeletionWord(part: string): boolean {
  const words = part.split(/[-_]/);
  return words.some((word, index) => DELETION.has(word) && !TURNING.has(words[index - 1] ?? ''));
}
