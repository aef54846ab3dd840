import { z } from 'zod';
import { maybeKeyBytes } from './sign-message.js';

export const webhookSettingsSchema = z.strictObject({
  url: z
    .string()
    .max(2_000, { error: 'Must not be longer than 2,000 characters.' })
    .superRefine((url, context) => {
      const message = urlFault(url);
      if (message !== undefined) context.addIssue({ code: 'custom', message, input: undefined });
    })
    .describe('Where it is posted to, with https. It is shown; what is secret belongs into `secrets`.'),
  content: z
    .enum(['bundle', 'link'])
    .default('bundle')
    .describe('Whether the file itself is sent, or what is to be known of it as JSON, with a link to it.'),
  maxBytes: z
    .int()
    .min(1)
    .max(1024 ** 3)
    .default(25 * 1024 ** 2)
    .describe('A larger file is not sent itself: its link is. Up to 1 GiB; 25 MiB if left out.'),
  linkDays: z.int().min(1).max(365).default(30).describe('How long a link is good for.'),
});

export const webhookSecretsSchema = z.strictObject({
  signingSecret: headerText(200)
    .min(24, { error: 'Must have at least 24 characters.' })
    .refine((secret) => maybeKeyBytes(secret) !== undefined, {
      error: 'After "whsec_" it must be base64 of 24 to 64 bytes.',
    })
    .describe('Signs each request: `whsec_` and base64 of 24 to 64 bytes, or any text, whose bytes are the key.')
    .meta({ writeOnly: true }),
  bearerToken: headerText(4_000)
    .min(1, { error: 'Must not be empty; leave it out.' })
    .optional()
    .describe('Sent as `Authorization: Bearer …`.')
    .meta({ writeOnly: true }),
});

export type WebhookSettings = z.output<typeof webhookSettingsSchema>;
export type WebhookSecrets = z.output<typeof webhookSecretsSchema>;

function headerText(max: number) {
  return z
    .string()
    .max(max, { error: `Must not be longer than ${max.toLocaleString('en')} characters.` })
    .regex(/^[\x21-\x7e]*$/, { error: 'Must be letters, digits and signs of ASCII without spaces.' });
}

function urlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'Must be a URL, such as https://hooks.example.com/trailkeeper.';
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'Must begin with https://.';
  if (username !== '' || password !== '') return 'Must not hold a user or a password: give "secrets.bearerToken".';
  return hash === '' ? undefined : 'Must not have a part after "#": it would not be sent.';
}
