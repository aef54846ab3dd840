/** What went wrong with a call, as a person can act on it; undefined if it is no fault of the network or the other side. */
export function callFault(error: unknown, { host }: URL): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return undefined;
  const reason = REASONS[code];
  if (reason !== undefined) return `${host} ${reason} (${code}).`;
  if (code.startsWith('HPE_')) return `${host} did not answer in HTTP (${code}).`;
  // Not the library's text: it may hold what a certificate or an answer says.
  return /^(E[A-Z]+|ERR_SSL_\w+|ERR_TLS_\w+|CERT_\w+|UNABLE_\w+)$/.test(code)
    ? `${host} could not be called (${code}).`
    : undefined;
}

const UNTRUSTED =
  'shows a certificate that is not trusted: have one issued that is, or add its authority by NODE_EXTRA_CA_CERTS';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'takes no connections at that port',
  ECONNRESET: 'closed the connection without an answer',
  EPIPE: 'closed the connection without an answer',
  ERR_STREAM_PREMATURE_CLOSE: 'closed the connection without an answer',
  EHOSTUNREACH: 'cannot be reached: there is no way to that host',
  ENETUNREACH: 'cannot be reached: there is no way to that network',
  ETIMEDOUT: 'did not answer in time',
  CERT_HAS_EXPIRED: 'shows a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  EPROTO: 'does not speak TLS at that port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS at that port',
};
