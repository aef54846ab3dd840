import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { type QuarantinedItem, quarantinedItemSchema } from '@trailkeeper/contract';
import { ApiRoute, type Caller, CurrentCaller, writtenText } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { decideAll } from './decide-all.js';
import { discardItems, requestReplay } from './decide-items.js';
import { getItem } from './find-items.js';
import { checkSpan, itemFilterShape } from './item-filter.js';
import { decidedItem } from './item-refusals.js';

const replaySchema = z.strictObject({ reason: reason('Why it is worth another try, such as what was fixed.') });
const replayAllSchema = z.strictObject({ ...replaySchema.shape, ...itemFilterShape }).superRefine(checkSpan);
const requestedSchema = z.object({ requested: z.int().describe('How many items wait for their replay now.') });

const discardSchema = z.strictObject({ reason: reason('Why it is not needed.') });
const discardAllSchema = z
  .strictObject({ ...discardSchema.shape, ...itemFilterShape })
  .superRefine(checkSpan)
  .superRefine(({ code, key, from, to }, context) => {
    if ([code, key, from, to].some((value) => value !== undefined)) return;
    const message = 'Say which: give "code", "key", "from" or "to". Discarded bytes cannot be brought back.';
    context.addIssue({ code: 'custom', message, input: undefined });
  });
const discardedSchema = z.object({ discarded: z.int() });

const SCOPE_RULE =
  'An item of the code `out_of_scope` is admitted against the limits of its key by that; every other is held against ' +
  'them, as when it came.';

@Controller('v1/quarantine')
export class QuarantineDecisionsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Post('replay')
  @ApiRoute({
    summary: 'Requests the replay of all open items of a filter',
    description:
      'The collectors parse each anew within seconds. What is an event now is stored, or found stored already, and leaves ' +
      'the quarantine; the rest is open again, with the reason of now. Without a filter it is all that is open, but not ' +
      'the items of the code `out_of_scope`: they are replayed only where `code` names it, and are admitted against the ' +
      'limits of their keys by that.',
    body: { schema: replayAllSchema, example: { code: 'wrong_type', reason: 'The parser takes these targets now.' } },
    responses: { 202: { description: 'Requested.', schema: requestedSchema } },
  })
  async replayAll(
    @Body({ schema: replayAllSchema }) { reason, ...filter }: z.output<typeof replayAllSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.output<typeof requestedSchema>> {
    const admits = filter.code === 'out_of_scope';
    const except = admits ? undefined : 'out_of_scope';
    const requested = await decideAll(this.dataSource, { ...filter, states: ['open'], except }, (ids) =>
      requestReplay(this.dataSource, ids, { by: caller.name, reason, admits }),
    );
    return { requested };
  }

  @Post('discard')
  @ApiRoute({
    summary: 'Discards all held items of a filter',
    description:
      'Also those that wait for their replay. Their bytes are gone then, which makes room; the items stay on record, with ' +
      'who discarded them, when and why, and stay among the quarantined of the tally.',
    body: {
      schema: discardAllSchema,
      example: { code: 'no_action', key: 'log shipper', to: '2026-11-01', reason: 'Heartbeats, no events.' },
    },
    responses: { 200: { description: 'Discarded.', schema: discardedSchema } },
  })
  async discardAll(
    @Body({ schema: discardAllSchema }) { reason, ...filter }: z.output<typeof discardAllSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.output<typeof discardedSchema>> {
    const discarded = await decideAll(this.dataSource, { ...filter, states: ['open', 'replay-requested'] }, (ids) =>
      discardItems(this.dataSource, ids, { by: caller.name, reason }),
    );
    return { discarded };
  }

  @Post(':id/replay')
  @ApiRoute({
    summary: 'Requests the replay of an open item',
    description: `A collector parses it anew within seconds; \`state\` and \`result\` say what came of it. ${SCOPE_RULE}`,
    body: { schema: replaySchema, example: { reason: 'The clock of the producer was a day ahead.' } },
    responses: {
      202: { description: 'The item, waiting for its replay.', schema: quarantinedItemSchema },
      404: 'No such item.',
      409: 'It is not open.',
    },
  })
  async replay(
    @Param('id') id: string,
    @Body({ schema: replaySchema }) { reason }: z.output<typeof replaySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<QuarantinedItem> {
    const known = await getItem(this.dataSource, id);
    const admits = known.code === 'out_of_scope';
    const requested = await requestReplay(this.dataSource, [known.id], { by: caller.name, reason, admits });
    return this.decided(known.id, requested);
  }

  @Post(':id/discard')
  @ApiRoute({
    summary: 'Discards a held item',
    description:
      'Its bytes are gone then; the item stays on record, with who discarded it, when and why, and stays among the ' +
      'quarantined of the tally.',
    body: { schema: discardSchema, example: { reason: 'A test of the producer.' } },
    responses: {
      200: { description: 'The item, discarded.', schema: quarantinedItemSchema },
      404: 'No such item.',
      409: 'It was replayed or discarded before.',
    },
  })
  async discard(
    @Param('id') id: string,
    @Body({ schema: discardSchema }) { reason }: z.output<typeof discardSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<QuarantinedItem> {
    const known = await getItem(this.dataSource, id);
    const discarded = await discardItems(this.dataSource, [known.id], { by: caller.name, reason });
    return this.decided(known.id, discarded);
  }

  /** The item after a decision. Throws ApiError 409 if the decision changed nothing. */
  private async decided(id: string, changed: number): Promise<QuarantinedItem> {
    const item = await getItem(this.dataSource, id);
    if (changed === 0) throw decidedItem(item);
    return item;
  }
}

function reason(description: string) {
  return writtenText(1000).describe(description);
}
