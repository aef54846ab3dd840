import { Module } from '@nestjs/common';
import { VERIFY_CALLER } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { verifyIngestKey } from './verify-ingest-key.js';

/** Who may send events, and which. Keys are made and revoked in the reporter (/v1/keys). */
@Module({
  providers: [
    {
      provide: VERIFY_CALLER,
      useFactory: (settings: Settings, dataSource: DataSource) => verifyIngestKey(settings.INGEST_KEY, dataSource),
      inject: [SETTINGS, DataSource],
    },
  ],
})
export class KeysModule {}
