import { Body, Controller, Delete, Get, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { type SavedView, savedViewSchema } from '@trailkeeper/contract';
import { ApiRoute, type Caller, CurrentCaller, nameCursorSchema, namePositionOf, pageByName } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { eventSearchOf } from '../search/query/search-parameters.js';
import { changeView, deleteView } from './change-view.js';
import { createView, MAX_VIEWS } from './create-view.js';
import { findViews, maybeView } from './find-views.js';
import { noView, tooManyViews, viewNameTaken, viewOfAnother } from './view-refusals.js';
import { type ViewRequest, viewRequestSchema } from './view-request.js';

const listSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: nameCursorSchema,
});

const pageSchema = z.object({ items: z.array(savedViewSchema), nextCursor: z.string().nullable() });

const BODY = {
  schema: viewRequestSchema,
  example: {
    name: 'Failed key deletions',
    isShared: true,
    search: { service: ['kms'], q: 'action:kms.secrets.delete -outcome:success' },
    period: { kind: 'relative', last: 'P7D' },
    columns: ['occurredAt', 'action', 'outcome', 'initiatorName', 'targetName', 'reasonText'],
  },
};

@Controller('v1/views')
export class ViewsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Post()
  @ApiRoute({
    summary: 'Saves a view',
    description:
      'A search, the period it is for, and the columns that its events are shown with. It is the caller’s own; a shared one ' +
      'is seen by all. What `search` cannot search for is refused as a search would be. A relative period is counted back ' +
      'from the moment of the search: `last` of a search.',
    body: BODY,
    responses: {
      201: { description: 'Saved; `Location` leads to it.', schema: savedViewSchema },
      409: `The caller has another view of this name, or ${MAX_VIEWS} views.`,
    },
  })
  async create(
    @Body({ schema: viewRequestSchema }) body: ViewRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedView> {
    checkSearchable(body);
    const creation = await createView(this.dataSource, caller.name, body);
    if (creation === 'taken') throw viewNameTaken(body.name);
    if (creation === 'full') throw tooManyViews();
    reply.header('location', `/v1/views/${creation.id}`);
    return this.get(creation.id, caller);
  }

  @Get()
  @ApiRoute({
    summary: 'Views of the caller and those that others share, by name',
    responses: { 200: { description: 'A page of views.', schema: pageSchema } },
  })
  async find(
    @Query({ schema: listSchema }) { cursor, limit }: z.output<typeof listSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.output<typeof pageSchema>> {
    const after = cursor === undefined ? undefined : namePositionOf(cursor);
    const views = await findViews(this.dataSource, { caller: caller.name, after, limit });
    return pageByName(views, limit);
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One view',
    responses: { 200: { description: 'The view.', schema: savedViewSchema }, 404: 'No such view, or another’s own.' },
  })
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<SavedView> {
    const view = await maybeView(this.dataSource, id, caller.name);
    if (view === undefined) throw noView(id);
    return view;
  }

  @Put(':id')
  @ApiRoute({
    summary: 'Puts another view in the place of one',
    description: 'All of it but owner and id. Of two who do so at the same time the later one stays.',
    body: BODY,
    responses: {
      200: { description: 'The view as it is now.', schema: savedViewSchema },
      403: 'It is shared by somebody else: save a copy.',
      404: 'No such view, or another’s own.',
      409: 'The caller has another view of this name.',
    },
  })
  async change(
    @Param('id') id: string,
    @Body({ schema: viewRequestSchema }) body: ViewRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<SavedView> {
    checkSearchable(body);
    const own = await this.getOwn(id, caller);
    const change = await changeView(this.dataSource, own, body);
    if (change === 'taken') throw viewNameTaken(body.name);
    return this.get(id, caller);
  }

  @Delete(':id')
  @ApiRoute({
    summary: 'Deletes a view',
    responses: {
      204: 'Deleted.',
      403: 'It is shared by somebody else.',
      404: 'No such view, or another’s own.',
    },
  })
  async delete(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    const own = await this.getOwn(id, caller);
    if (!(await deleteView(this.dataSource, own))) throw noView(id);
  }

  private async getOwn(id: string, caller: Caller): Promise<SavedView> {
    const view = await this.get(id, caller);
    if (view.owner !== caller.name) throw viewOfAnother(view);
    return view;
  }
}

/** Throws what a search with these parameters would answer. */
function checkSearchable({ search }: ViewRequest): void {
  eventSearchOf(search, new Date());
}
