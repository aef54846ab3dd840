/**
 * What an action does to the thing it names. Reports rest on this classification and not on the last word of a name,
 * because the same end is reached by many words (`delete`, `purge`, `delete.multiple`, `destroy`, `remove`) and the same
 * word does not always mean the same (`setkeyfordeletion` deletes nothing).
 *
 * | effect | means |
 * |---|---|
 * | `create` | something exists afterwards that did not before: created, copied, promoted, added, generated |
 * | `read` | something is looked at: read, list, head, export of a report |
 * | `update` | something that exists is changed, its state included: write, rotate, enable, expire |
 * | `delete` | something is gone afterwards |
 * | `prepare-deletion` | something is moved or marked so that it can be deleted later; it still exists |
 * | `undo-deletion` | a deletion or its preparation is taken back |
 * | `use` | something is put to work or stopped and stays as it is: start, stop, cancel, wrap, send a prompt |
 * | `access` | someone is let in, refused or leaves: authenticate, authorize, login, logout |
 * | `none` | a malformed request was turned away; nothing was looked at or changed (`kms.secrets.default`) |
 *
 * How an action was classified: a name that says create, read, update or delete is taken at its word, any other verb by
 * what the documents say it does. Where word and description disagree about a deletion the word wins and a note says so
 * (`pm-20.training.delete`): a report on deletions may show too much with a note, never too little.
 *
 * A `.failed` action has the effect of the plain action, which it did not reach.
 */
export const EFFECTS = [
  'create',
  'read',
  'update',
  'delete',
  'prepare-deletion',
  'undo-deletion',
  'use',
  'access',
  'none',
] as const;

/** One of `EFFECTS`. */
export type Effect = (typeof EFFECTS)[number];
