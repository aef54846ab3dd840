import { z } from 'zod';

const address = z
  .email('An address such as audit@example.com.')
  .max(254)
  .regex(/^[\x21-\x7e]+$/, 'Only ASCII characters.');

const addresses = (least: number) =>
  z
    .array(address)
    .min(least)
    .max(50)
    .refine((list) => new Set(list).size === list.length, 'Each address once.');

const MIB = 1024 * 1024;

/** How mail is handed in, and to whom. */
export const emailSettings = z.strictObject({
  host: z
    .string()
    .max(253)
    .regex(
      /^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/,
      'The name or address of an SMTP server, such as smtp.example.com.',
    )
    .describe('The SMTP server that mail is handed in at.'),
  port: z.int().min(1).max(65_535).default(587).describe('587 for `starttls`, 465 for `tls`.'),
  security: z
    .enum(['starttls', 'tls', 'none'])
    .default('starttls')
    .describe(
      '`starttls`: begun in plain text, and broken off if the server does not go over to TLS; `tls`: TLS from the start; ' +
        '`none`: only within an allowed private network, and without a password.',
    ),
  username: z
    .string()
    .min(1)
    .max(254)
    .regex(/^[\x20-\x7e]+$/, 'Only ASCII characters.')
    .optional()
    .describe('Who logs in; then `password` is needed as well.'),
  from: address.describe('The sender; the domain is that of the Message-ID, too.'),
  to: addresses(1).describe('Up to 50 recipients.'),
  cc: addresses(0).default([]).describe('Up to 50 who get a copy.'),
  maxAttachmentBytes: z
    .int()
    .min(0)
    .max(100 * MIB)
    .default(10 * MIB)
    .describe(
      'A file of more bytes is not attached: a link is sent. In a mail, a file takes a third more than its bytes.',
    ),
  linkDays: z.int().min(1).max(365).default(30).describe('How long such a link is good for.'),
});

export const emailSecrets = z.strictObject({
  password: z
    .string()
    .min(1)
    .max(1_000)
    .regex(/^[^\0\r\n]+$/, 'One line.')
    .optional()
    .meta({ writeOnly: true }),
});

export type EmailSettings = z.output<typeof emailSettings>;
export type EmailSecrets = z.output<typeof emailSecrets>;
