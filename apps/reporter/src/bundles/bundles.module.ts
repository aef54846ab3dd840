import { Module } from '@nestjs/common';
import { SigningKeysModule } from '../signing-keys/signing-keys.module.js';
import { BundleRetention } from './bundle-retention.service.js';
import { Bundles } from './bundles.js';

/** What a slot makes: a zip of its reports and events, signed. */
@Module({ imports: [SigningKeysModule], providers: [Bundles, BundleRetention], exports: [Bundles] })
export class BundlesModule {}
