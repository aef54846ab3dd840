import { Module } from '@nestjs/common';
import { AttestationsController } from './attestations.controller.js';

/** What persons attest to be not applicable; the coverage report reads it from its own snapshot. */
@Module({ controllers: [AttestationsController] })
export class AttestationsModule {}
