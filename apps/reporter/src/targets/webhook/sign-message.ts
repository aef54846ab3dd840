import { createHmac } from 'node:crypto';

/**
 * The headers that identify and sign a request (Standard Webhooks 1.0): HMAC-SHA-256 over id, time and body. `at` is the
 * time of this try; the id is the same on every try.
 */
export async function signMessage(
  secret: string,
  { id, at, body }: { id: string; at: Date; body: AsyncIterable<Buffer> },
): Promise<Record<string, string>> {
  const key = maybeKeyBytes(secret);
  if (key === undefined) throw new Error('a signing secret was not checked');
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`);
  for await (const chunk of body) hmac.update(chunk);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${hmac.digest('base64')}` };
}

/** The key that a secret stands for; undefined if it begins as one of that standard and is none. */
export function maybeKeyBytes(secret: string): Buffer | undefined {
  if (!secret.startsWith(PREFIX)) return Buffer.from(secret);
  const text = secret.slice(PREFIX.length);
  const key = Buffer.from(text, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isBase64 && key.length >= 24 && key.length <= 64 ? key : undefined;
}

const PREFIX = 'whsec_';
