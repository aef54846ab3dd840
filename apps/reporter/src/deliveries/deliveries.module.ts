import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { TargetsModule } from '../targets/targets.module.js';
import { BundleLinksController } from './bundle-links.controller.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DELIVERY_SETTINGS, DELIVERY_TIMINGS, type DeliverySettings } from './delivery-settings.js';
import { DeliveryWorker } from './delivery-worker.service.js';

/** Bundles and notices on their way to delivery targets. */
@Module({
  imports: [TargetsModule],
  controllers: [BundleLinksController],
  providers: [
    DeliveryWorker,
    DeliveryMetrics,
    { provide: DELIVERY_SETTINGS, useFactory: deliverySettings, inject: [SETTINGS] },
  ],
})
export class DeliveriesModule {}

function deliverySettings({ ORGANISATION, PUBLIC_URL, SECRET_KEY }: Settings): DeliverySettings {
  return {
    ...DELIVERY_TIMINGS,
    organisation: ORGANISATION ?? null,
    publicUrl: PUBLIC_URL ?? null,
    secretKey: SECRET_KEY,
  };
}
