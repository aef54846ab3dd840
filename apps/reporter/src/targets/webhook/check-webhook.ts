import { guardAddresses, type Resolve } from '../network/guard-addresses.js';
import { maybeNameFault } from '../network/name-fault.js';
import { DeliveryError, type DeliveryLimits, type SettingFault } from '../target-kind.js';
import type { WebhookSettings } from './webhook-settings.js';

/** Whether the address may be delivered to. Only without encryption is a name asked for: few lead to a private network. */
export async function checkWebhook(
  { url }: WebhookSettings,
  { privateNetworks }: DeliveryLimits,
  { resolve }: { resolve?: Resolve } = {},
): Promise<SettingFault[]> {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && privateNetworks.length === 0) {
    const message = 'Must begin with https://. Without encryption only DELIVERY_PRIVATE_NETWORKS are delivered to.';
    return [{ field: 'url', message }];
  }
  try {
    const isPrivateOnly = protocol === 'http:';
    const guard = guardAddresses(privateNetworks, { isPrivateOnly, ...(resolve && { resolve }) });
    guard.checkHost(hostname);
    const message = isPrivateOnly ? await maybeNameFault(guard, hostname) : undefined;
    return message === undefined ? [] : [{ field: 'url', message }];
  } catch (error) {
    if (error instanceof DeliveryError) return [{ field: 'url', message: error.message }];
    throw error;
  }
}
