import type { SendMailOptions } from 'nodemailer';
import { Readable } from 'node:stream';
import { checkedContent } from '../checked-content.js';
import { DeliveryError, type Parcel } from '../target-kind.js';
import type { EmailSettings } from './email-settings.js';

/**
 * The mail that brings a parcel, the same on every try but for its date and boundaries: with the file attached, or with a link
 * to it above the target's limit. Throws DeliveryError if it is above and there is no link.
 */
export function mailOf({ from, to, cc, maxAttachmentBytes, linkDays }: EmailSettings, parcel: Parcel): SendMailOptions {
  const isAttached = parcel.bytes <= maxAttachmentBytes;
  const where = isAttached ? 'The file is attached.' : linkWords(parcel, linkDays, maxAttachmentBytes);
  return {
    from: { name: 'Trailkeeper', address: from },
    to: [...to],
    cc: [...cc],
    subject: parcel.subject.replaceAll(/\s+/g, ' '),
    messageId: `<${parcel.deliveryId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    headers: {
      'X-Trailkeeper-Delivery': parcel.deliveryId,
      // RFC 3834 5: nobody's absence is to be answered to.
      'Auto-Submitted': 'auto-generated',
    },
    text: [parcel.text.trimEnd(), where, proofOf(parcel)].join('\n\n') + '\n',
    attachments: isAttached ? [attachmentOf(parcel)] : [],
  };
}

function attachmentOf(parcel: Parcel) {
  return {
    filename: parcel.name,
    contentType: parcel.mediaType,
    contentTransferEncoding: 'base64' as const,
    content: Readable.from(checkedContent(parcel)),
  };
}

function proofOf({ name, bytes, sha256, deliveryId }: Parcel): string {
  const lines = [
    `File:      ${name}`,
    `Bytes:     ${bytes}`,
    `SHA-256:   ${sha256}`,
    `Delivery:  ${deliveryId} (a mail with the same one is the same mail again)`,
    '',
    `To verify: "sha256sum ${name}" must print the SHA-256 above.`,
  ];
  if (name.endsWith('.zip')) {
    lines.push(`In a checkout of Trailkeeper, "npm run verify -- ${name}" checks the signature and each file in it.`);
  }
  return lines.join('\n');
}

function linkWords({ link, bytes, name }: Parcel, linkDays: number, maxBytes: number): string {
  if (link !== null) {
    const { url, endsAt } = link(linkDays);
    return `The file can be fetched until ${endsAt.toISOString()} at\n${url}`;
  }
  throw new DeliveryError(
    `${name} has ${bytes} bytes, more than the ${maxBytes} that this target attaches ("maxAttachmentBytes"), and there is ` +
      'no link to it. Set PUBLIC_URL, raise the limit, or choose another kind of target.',
  );
}
