/** The codes this library answers with. Stable: clients branch on them. */
export const PROBLEM_CODES = {
  invalid_request: { status: 400, meaning: 'The request does not fit the schema; errors lists every field.' },
  malformed_json: { status: 400, meaning: 'The body is not JSON.' },
  malformed_url: { status: 400, meaning: 'The path cannot be decoded.' },
  bad_request: { status: 400, meaning: 'The request cannot be understood.' },
  unauthorized: { status: 401, meaning: 'No valid bearer token was given.' },
  forbidden: { status: 403, meaning: 'The caller may not do this.' },
  not_found: { status: 404, meaning: 'There is no such thing.' },
  unknown_route: { status: 404, meaning: 'There is no such route.' },
  method_not_allowed: { status: 405, meaning: 'The route does not take this method.' },
  not_acceptable: { status: 406, meaning: 'No answer in the wanted format.' },
  request_timeout: { status: 408, meaning: 'The request took too long to arrive.' },
  conflict: { status: 409, meaning: 'The request contradicts the present state.' },
  gone: { status: 410, meaning: 'It was there and has been deleted; detail says by whom, when and why.' },
  body_too_large: { status: 413, meaning: 'The body is larger than the limit.' },
  url_too_long: { status: 414, meaning: 'A part of the path is too long.' },
  unsupported_media_type: { status: 415, meaning: 'The content type is not one this route takes.' },
  range_not_satisfiable: { status: 416, meaning: 'The asked range lies outside the file.' },
  unprocessable: { status: 422, meaning: 'The request is well-formed but cannot be carried out.' },
  too_many_requests: { status: 429, meaning: 'Too many requests; see Retry-After.' },
  headers_too_large: { status: 431, meaning: 'The headers are larger than the limit.' },
  internal_error: { status: 500, meaning: 'A fault of ours; quote requestId when reporting it.' },
  not_ready: { status: 503, meaning: 'A part this service needs cannot be used.' },
  stopping: { status: 503, meaning: 'The process stops; send the request again.' },
  unavailable: { status: 503, meaning: 'A passing trouble; see Retry-After.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

// 404 from a controller is a missing thing, so not `unknown_route`; 503 from Nest is a passing trouble, so not `not_ready`
// or `stopping`.
const NOT_GENERIC = new Set([
  'invalid_request',
  'malformed_json',
  'malformed_url',
  'unknown_route',
  'not_ready',
  'stopping',
]);

/** The code for a status that came without one. */
export function codeOfStatus(status: number): string {
  const found = Object.entries(PROBLEM_CODES).find(
    ([code, { status: own }]) => own === status && !NOT_GENERIC.has(code),
  );
  return found?.[0] ?? (status < 500 ? 'bad_request' : 'internal_error');
}
