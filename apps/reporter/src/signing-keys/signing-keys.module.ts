import { Module } from '@nestjs/common';
import { SigningKeysController } from './signing-keys.controller.js';
import { SigningKeys } from './signing-keys.js';

/** The keys that sign bundles: one in use, and those of before. */
@Module({ controllers: [SigningKeysController], providers: [SigningKeys], exports: [SigningKeys] })
export class SigningKeysModule {}
