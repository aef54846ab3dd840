import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Watson OpenScale: model evaluation in watsonx.governance. */
export const openscale = defineService({
  id: 'aiopenscale',
  name: 'Watson OpenScale',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for public APIs',
      document: WATSONX_2025,
      actions: [
        ['aiopenscale.metrics.create', 'create', 'Metric stored'],
        ['aiopenscale.payload.create', 'create', 'Payload logged'],
      ],
    },
    {
      title: 'Events for private APIs',
      document: WATSONX_2025,
      actions: [
        ['aiopenscale.datamart.configure', 'update', 'OpenScale instance configured'],
        ['aiopenscale.datamart.delete', 'delete', 'OpenScale instance deleted'],
        ['aiopenscale.binding.create', 'create', 'Service binding added'],
        ['aiopenscale.binding.delete', 'delete', 'Service binding deleted'],
        ['aiopenscale.subscription.create', 'create', 'Subscription added'],
        ['aiopenscale.subscription.delete', 'delete', 'Subscription deleted'],
      ],
    },
  ],
});
