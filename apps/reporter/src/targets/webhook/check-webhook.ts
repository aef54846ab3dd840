import { guardAddresses } from '../network/guard-addresses.js';
import { DeliveryError, type DeliveryLimits, type SettingFault } from '../target-kind.js';
import type { WebhookSettings } from './webhook-settings.js';

/** Whether the address may be delivered to as far as it can be told without asking for a name. */
export async function checkWebhook(
  { url }: WebhookSettings,
  { privateNetworks }: DeliveryLimits,
): Promise<SettingFault[]> {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && privateNetworks.length === 0) {
    const message = 'Must begin with https://. Without encryption only DELIVERY_PRIVATE_NETWORKS are delivered to.';
    return [{ field: 'url', message }];
  }
  try {
    guardAddresses(privateNetworks, { isPrivateOnly: protocol === 'http:' }).checkHost(hostname);
    return [];
  } catch (error) {
    if (error instanceof DeliveryError) return [{ field: 'url', message: error.message }];
    throw error;
  }
}
