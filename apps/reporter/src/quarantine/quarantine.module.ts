import { Module } from '@nestjs/common';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineDecisionsController } from './quarantine-decisions.controller.js';

/** What could not become an event: seen and decided on here, kept and replayed by the collector. */
@Module({ controllers: [QuarantineController, QuarantineDecisionsController] })
export class QuarantineModule {}
