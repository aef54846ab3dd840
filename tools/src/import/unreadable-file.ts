/**
 * A file's content breaks where it is read. `message` says how and where, and never quotes the content. What was read
 * before the break may be sent.
 */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}
