/** Whether the words of a TLS fault say that the other side's certificate is not trusted, or is another's. */
export function isCertificateFault(message: string): boolean {
  return /certificate|altnames|issuer|self[- ]signed/i.test(message);
}
