import { Module } from '@nestjs/common';
import { AskedSlotController } from './asked-slot.controller.js';
import { Bundles } from '../bundles/bundles.js';
import { BundlesModule } from '../bundles/bundles.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { SlotBundleController } from './slot-bundle.controller.js';
import { SlotDecisionsController } from './slot-decisions.controller.js';
import { SlotMetrics } from './slot-metrics.js';
import { MAKE_BUNDLE, type MakeBundle, SLOT_SETTINGS, SLOT_TIMINGS, type SlotSettings } from './slot-settings.js';
import { SlotWorker } from './slot-worker.service.js';
import { SlotsController } from './slots.controller.js';

/** The run ledger: slots of schedules, from their due time to their end. */
@Module({
  imports: [BundlesModule, RunsModule],
  controllers: [AskedSlotController, SlotsController, SlotDecisionsController, SlotBundleController],
  providers: [
    SlotWorker,
    SlotMetrics,
    { provide: SLOT_SETTINGS, useValue: SLOT_TIMINGS satisfies SlotSettings },
    { provide: MAKE_BUNDLE, useFactory: makesBundles, inject: [Bundles] },
  ],
})
export class SlotsModule {}

function makesBundles(bundles: Bundles): MakeBundle {
  return (slot, context) => bundles.make(slot, context);
}
