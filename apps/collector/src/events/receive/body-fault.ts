/**
 * Why the rest of a body cannot be taken in: the sender's doing, or that of the way between. `message` is a sentence that
 * says what is wrong; what of the request is stored is for the one to say who answers.
 */
export class BodyFault extends Error {
  override name = 'BodyFault';

  constructor(
    readonly code: 'body_too_large' | 'broken_body' | 'invalid_gzip' | 'request_timeout' | 'unsupported_encoding',
    readonly status: 400 | 408 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}
