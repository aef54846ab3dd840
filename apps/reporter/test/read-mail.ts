/** A mail as it lies in a mailbox, taken apart. */
export interface ReadMail {
  /** By their names in small letters, unfolded; encoded words decoded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly attachments: { readonly name: string; readonly type: string; readonly bytes: Buffer }[];
}

/** Reads what nodemailer makes of one text and one attachment (RFC 5322, RFC 2045 to 2047); not a reader of any mail. */
export function readMail(latin1: string): ReadMail {
  const mail = latin1.replaceAll('\r\n', '\n');
  const { headers, body } = partOf(mail);
  const boundary = /^multipart\/mixed;.*boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1];
  const parts =
    boundary === undefined
      ? [mail]
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => part.slice(1));
  const [text, ...attachments] = parts.map(partOf);
  return {
    headers,
    text: text === undefined ? '' : bytesOf(text).toString('utf8'),
    attachments: attachments.map((part) => ({
      name: /filename="?([^";]+)/.exec(part.headers['content-disposition'] ?? '')?.[1] ?? '',
      type: part.headers['content-type']?.split(';')[0] ?? '',
      bytes: bytesOf(part),
    })),
  };
}

interface Part {
  headers: Record<string, string>;
  body: string;
}

function partOf(text: string): Part {
  const end = text.indexOf('\n\n');
  const lines = text
    .slice(0, end)
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  return { headers, body: text.slice(end + 2) };
}

function bytesOf({ headers, body }: Part): Buffer {
  switch (headers['content-transfer-encoding'] ?? '') {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return Buffer.from(decodeQuoted(body.replaceAll('=\n', '')), 'latin1');
    default:
      return Buffer.from(body, 'latin1');
  }
}

const decodeQuoted = (text: string) =>
  text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const decodeWords = (text: string) =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : Buffer.from(decodeQuoted(word.replaceAll('_', ' ')), 'latin1').toString('utf8'),
    );
