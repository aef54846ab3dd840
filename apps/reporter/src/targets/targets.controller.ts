import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  type DeliveryTarget,
  deliveryTargetSchema,
  type TestDelivery,
  testDeliverySchema,
} from '@trailkeeper/contract';
import {
  APP_LOGGER,
  ApiRoute,
  type Caller,
  CurrentCaller,
  cursorSchema,
  type Logger,
  pageOf,
  positionOf,
} from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { SETTINGS, type Settings } from '../config.js';
import { changeTarget } from './change-target.js';
import { createTarget } from './create-target.js';
import { deleteTarget } from './delete-target.js';
import { findTargets, maybeTarget } from './find-targets.js';
import { findTargetKind } from './index.js';
import { sealSecrets } from './sealed-secrets.js';
import { noTarget, targetInUse, targetNameTaken, unknownTargetKind } from './target-refusals.js';
import { newTargetSchema, parseNewTarget, parseTargetChange, targetChangeSchema } from './target-request.js';
import { Targets } from './targets.service.js';
import { testTarget } from './test-target.js';

const listSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursorSchema,
});

const pageSchema = z.object({ items: z.array(deliveryTargetSchema), nextCursor: z.string().nullable() });

const CHANGE_EXAMPLE = {
  name: 'Auditor’s intake',
  settings: { url: 'https://intake.example.com/trailkeeper', content: 'bundle' },
};

const EXAMPLE = {
  ...CHANGE_EXAMPLE,
  kind: 'webhook',
  secrets: { signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
};

@Controller('v1/delivery-targets')
export class TargetsController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Targets) private readonly targets: Targets,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @ApiRoute({
    summary: 'Makes a delivery target',
    description:
      'A place that schedules deliver to. What `settings` and `secrets` hold is a matter of its kind: ' +
      '`GET /v1/delivery-target-kinds`. Secrets are sealed with SECRET_KEY and never shown again. Nothing is delivered ' +
      'yet: a test does.',
    body: { schema: newTargetSchema, example: EXAMPLE },
    responses: {
      201: { description: 'Made; `Location` leads to it.', schema: deliveryTargetSchema },
      409: 'Another target has this name.',
    },
  })
  async create(
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeliveryTarget> {
    const { name, kind, settings, secrets = {} } = await parseNewTarget(body, this.targets.limits);
    const id = randomUUID();
    const target = { id, name, kind: kind.id, settings, secrets: this.sealed(id, secrets), createdBy: caller.name };
    if (!(await createTarget(this.dataSource, target))) throw targetNameTaken(name);
    this.log('made', target, caller);
    reply.header('location', `/v1/delivery-targets/${id}`);
    return this.get(id);
  }

  @Get()
  @ApiRoute({
    summary: 'Delivery targets, the one made last first',
    responses: { 200: { description: 'A page of targets.', schema: pageSchema } },
  })
  async find(@Query({ schema: listSchema }) query: z.output<typeof listSchema>): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit } = query;
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const targets = await findTargets(this.dataSource, { after, limit });
    return pageOf(targets, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One delivery target',
    responses: {
      200: { description: 'The target; of its secrets the names.', schema: deliveryTargetSchema },
      404: 'No such target.',
    },
  })
  async get(@Param('id') id: string): Promise<DeliveryTarget> {
    const target = await maybeTarget(this.dataSource, id);
    if (target === undefined) throw noTarget(id);
    return target;
  }

  @Put(':id')
  @ApiRoute({
    summary: 'Changes a delivery target',
    description:
      'Name and settings take the place of those before. Without `secrets` those that are kept stay; given, they take ' +
      'their place, all of them; they must be given when the settings lead to another address. The kind stays. Of two who do so at the same time the later one stays. Deliveries that ' +
      'have not been tried yet go where it then leads.',
    body: { schema: targetChangeSchema, example: CHANGE_EXAMPLE },
    responses: {
      200: { description: 'The target as it is now.', schema: deliveryTargetSchema },
      404: 'No such target.',
      409: 'Another target has this name.',
      422: 'Its kind is one that this version does not know.',
    },
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<DeliveryTarget> {
    const known = await this.get(id);
    const kind = findTargetKind(known.kind);
    if (kind === undefined) throw unknownTargetKind(known.kind);
    const { name, settings, secrets } = await parseTargetChange(body, { ...known, kind }, this.targets.limits);
    const sealed = secrets === undefined ? undefined : this.sealed(known.id, secrets);
    const change = await changeTarget(this.dataSource, { known, name, settings, secrets: sealed, by: caller.name });
    if (change === 'taken') throw targetNameTaken(name);
    if (change === 'changed-meanwhile') return this.change(id, body, caller);
    this.log('changed', known, caller);
    return this.get(id);
  }

  @Delete(':id')
  @ApiRoute({
    summary: 'Deletes a delivery target',
    description: 'Receipts of what it was sent stay. Its name may be given again.',
    responses: {
      204: 'Deleted.',
      404: 'No such target.',
      409: 'A schedule uses it, or a slot that has not ended; `schedules` has the names of all that do, `slots` the first 100.',
    },
  })
  async delete(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    const known = await this.get(id);
    const deletion = await deleteTarget(this.dataSource, { id: known.id, by: caller.name });
    if (deletion === 'gone') throw noTarget(id);
    if (deletion !== 'deleted') throw targetInUse(deletion);
    this.log('deleted', known, caller);
  }

  @Post(':id/test')
  @ApiRoute({
    summary: 'Delivers a small file to a target',
    description:
      'Some lines of text that say what they are, the way a bundle goes. The answer says what came of it within 60 s: ' +
      '`unknown` if the other side had all of it and then fell silent.',
    responses: {
      200: { description: 'It was tried; `outcome` says how it ended.', schema: testDeliverySchema },
      404: 'No such target.',
    },
  })
  async test(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<TestDelivery> {
    const known = await this.get(id);
    const { name } = known;
    const facts = {
      target: { id: known.id, name },
      organisation: this.settings.ORGANISATION,
      requestedBy: caller.name,
    };
    const tested = await testTarget(this.targets, facts);
    this.log(`tested: ${tested.outcome}`, known, caller);
    return tested;
  }

  /** No settings: some hold what others must not read. */
  private log(what: string, { id, kind }: { id: string; kind: string }, { name: by }: Caller): void {
    this.logger.info({ targetId: id, kind, by }, `delivery target ${what}`);
  }

  private sealed(id: string, secrets: object) {
    return sealSecrets(this.settings.SECRET_KEY, id, secrets);
  }
}
