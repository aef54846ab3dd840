import { createHash } from 'node:crypto';
import { checkedContent } from '../checked-content.js';
import { DeliveryError, type Parcel } from '../target-kind.js';
import type { WebhookSettings } from './webhook-settings.js';

/** What is posted. */
export interface WebhookBody {
  readonly headers: Readonly<Record<string, string>>;
  /** From the beginning; may be asked for more than once. */
  readonly content: () => AsyncIterable<Buffer>;
}

/** The file itself, or JSON with a link to it: as the settings say. Throws DeliveryError if neither can be. */
export async function webhookBody(parcel: Parcel, settings: WebhookSettings): Promise<WebhookBody> {
  const { name, mediaType, bytes, sha256 } = parcel;
  if (settings.content === 'bundle' && bytes <= settings.maxBytes) {
    const disposition = { 'content-disposition': `attachment; filename="${name}"` };
    return {
      headers: { ...headersOf(mediaType, bytes, sha256), ...disposition },
      content: () => checkedContent(parcel),
    };
  }
  return jsonBody(parcel, settings);
}

async function jsonBody(parcel: Parcel, { linkDays, maxBytes }: WebhookSettings): Promise<WebhookBody> {
  const { deliveryId, name, mediaType, bytes, sha256, subject, text, facts, link } = parcel;
  if (link === null && bytes > MAX_INLINE_BYTES) {
    throw new DeliveryError(
      `${name} has ${bytes} bytes and cannot be linked to: PUBLIC_URL is not set. Set it, or have the file itself sent ` +
        `(content "bundle", and a maxBytes of ${Math.max(bytes, maxBytes)} or more).`,
    );
  }
  const place =
    link === null ? { url: null, base64: await base64Of(parcel) } : { url: link(linkDays).url, base64: null };
  const file = { name, mediaType, bytes, sha256, ...place };
  const json = JSON.stringify({ type: 'trailkeeper.delivery', data: { deliveryId, subject, text, file, facts } });
  const body = Buffer.from(json);
  const digest = createHash('sha256').update(body).digest('hex');
  async function* content() {
    yield body;
  }
  return { headers: headersOf('application/json', body.length, digest), content };
}

async function base64Of(parcel: Parcel): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of checkedContent(parcel)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('base64');
}

/** With the digest of the bytes as sent, which is also that of the file where it is sent itself (RFC 9530 2 and 3). */
function headersOf(mediaType: string, bytes: number, sha256: string): Record<string, string> {
  const digest = `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
  return {
    'content-type': mediaType,
    'content-length': String(bytes),
    'content-digest': digest,
    'repr-digest': digest,
  };
}

/** 32 KiB: a notice or the file of a test is sent within the JSON where there can be no link. */
const MAX_INLINE_BYTES = 32 * 1024;
