type FaultCode =
  'body_too_large' | 'broken_body' | 'invalid_gzip' | 'request_timeout' | 'stopping' | 'unsupported_encoding';

/**
 * Why the rest of a body cannot be taken in: the sender's doing, that of the way between, or a
 * process that stops. `message` is a sentence that
 * says what is wrong; what of the request is stored is for the one to say who answers.
 */
export class BodyFault extends Error {
  override name = 'BodyFault';

  constructor(
    readonly code: FaultCode,
    readonly status: 400 | 408 | 413 | 415 | 503,
    message: string,
  ) {
    super(message);
  }
}
