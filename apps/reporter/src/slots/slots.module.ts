import { Module } from '@nestjs/common';
import { Bundles } from '../bundles/bundles.js';
import { BundlesModule } from '../bundles/bundles.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { MAKE_BUNDLE, type MakeBundle, SLOT_SETTINGS, SLOT_TIMINGS, type SlotSettings } from './slot-settings.js';
import { SlotWorker } from './slot-worker.service.js';

/** The run ledger: slots of schedules, from their due time to their end. */
@Module({
  imports: [BundlesModule, RunsModule],
  providers: [
    SlotWorker,
    { provide: SLOT_SETTINGS, useValue: SLOT_TIMINGS satisfies SlotSettings },
    { provide: MAKE_BUNDLE, useFactory: makesBundles, inject: [Bundles] },
  ],
})
export class SlotsModule {}

function makesBundles(bundles: Bundles): MakeBundle {
  return (slot, context) => bundles.make(slot, context);
}
