import { Inject, Injectable } from '@nestjs/common';
import { poolUse } from '@trailkeeper/database';
import { measurePool } from '@trailkeeper/http';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';

/** Whether requests wait for a connection to the database. */
@Injectable()
export class PoolMetrics {
  constructor(@Inject(DataSource) dataSource: DataSource, @Inject(Registry) registry: Registry) {
    measurePool(registry, () => poolUse(dataSource));
  }
}
