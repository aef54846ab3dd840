import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SourceList, sourceKindSchema, sourceListSchema, sourceStateSchema } from '@trailkeeper/contract';
import { ApiRoute } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { readSources } from './read-sources.js';

const listSchema = z.strictObject({ kind: sourceKindSchema.optional(), state: sourceStateSchema.optional() });

@Controller('v1/sources')
export class SourcesController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiRoute({
    summary: 'Sources of events, and which of them are silent',
    description:
      'Services and ingest keys, each with when it was last heard, how long a pause is usual for it, and for how long it has ' +
      'been silent. A source is `silent` once that is more than twice its usual gap, and an hour at least, and stays so for as ' +
      'long as it lasts; what is usual is told from the 28 days before it was last heard. `irregular`: heard too seldom or ' +
      'for too short a time to say; `never-seen`: a key never used, or a service of the catalog of which no event ever ' +
      'came; `ended`: a key revoked or expired.\n\n' +
      'All of them in one answer, services before keys: of each the silent first, the longest silent first of all. Of services ' +
      'outside the catalog only the thousand heard last, since anybody who may send can make up names: `servicesLeftOut` ' +
      'says how many more there are.',
    responses: { 200: { description: 'The sources, as they are now.', schema: sourceListSchema } },
  })
  async find(@Query({ schema: listSchema }) { kind, state }: z.output<typeof listSchema>): Promise<SourceList> {
    const { items, ...list } = await readSources(this.dataSource, kind);
    return { ...list, items: state === undefined ? items : items.filter((source) => source.state === state) };
  }
}
