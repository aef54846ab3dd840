import type { TargetKind } from '../target-kind.js';
import { checkWebhook } from './check-webhook.js';
import { deliverToWebhook } from './deliver-to-webhook.js';
import {
  type WebhookSecrets,
  webhookSecretsSchema,
  type WebhookSettings,
  webhookSettingsSchema,
} from './webhook-settings.js';

/** A program of the receiver's that is called over HTTPS, each call signed. */
export const webhook: TargetKind<WebhookSettings, WebhookSecrets> = {
  id: 'webhook',
  name: 'Webhook',
  description: 'Posts the file, or a link to it, to an HTTPS address, signed with HMAC-SHA-256 (Standard Webhooks).',
  isExactlyOnce: false,
  settings: webhookSettingsSchema,
  secrets: webhookSecretsSchema,
  address: ({ url }) => `${new URL(url).origin}${new URL(url).pathname}`,
  check: (settings, limits) => checkWebhook(settings, limits),
  deliver: (target, parcel) => deliverToWebhook(target, parcel),
};
