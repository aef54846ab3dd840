import { Readable } from 'node:stream';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { maybeUnavailability } from '@trailkeeper/database';
import { ApiError, APP_LOGGER, ApiRoute, type Logger, Stopping } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { matchingOf } from '../matching/matching.js';
import { conditionShape, eventSearchOf } from '../query/search-parameters.js';
import { Searches } from '../searches.js';
import { SentContent } from '../sent-content.js';
import type { ReadRows } from './find-new-events.js';
import { Looks } from './looks.js';
import { endText, tail } from './tail.js';
import { maybeTailPosition, type TailPosition } from './tail-position.js';

const NO_POSITION = 'Not a position: give the last "id" of a tail as it was, or leave it out.';

const querySchema = z.strictObject({
  ...conditionShape,
  after: z
    .string()
    .refine((text) => maybeTailPosition(text) !== undefined, NO_POSITION)
    .optional()
    .describe('The last `id` of a tail before, to go on behind it. The header `Last-Event-ID` goes before.'),
});

@Controller('v1/events/tail')
export class TailController {
  constructor(
    private readonly searches: Searches,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly stopping: Stopping,
    private readonly looks: Looks,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'Events that match, as they arrive',
    description:
      'Server-sent events: `event` with an event as a search answers it, `gap` where it is not known what is missing, `end` ' +
      'with the reason before the connection is closed. With the last `id` as `Last-Event-ID` it goes on behind it, and ' +
      'nothing is skipped, nothing comes twice, for 24 hours.',
    responses: {
      200: { description: 'Events, for as long as they are read.', contentType: 'text/event-stream' },
      503: 'As many tails run as may, or the database cannot be used; `Retry-After` says when to ask again.',
    },
  })
  async follow(
    @Query({ schema: querySchema }) { after, ...parameters }: z.output<typeof querySchema>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { filters } = matchingOf(eventSearchOf(parameters, new Date()));
    const start = startOf(lastEventId || after);
    // Proxies are not to gather what is to be seen at once.
    reply.headers({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    if (request.method === 'HEAD') return void (await reply.send(Readable.from([])));
    const end = this.looks.begin();
    const sent = new SentContent(reply, { mustEnd: this.stopping.mustEnd, stalledMs: STALLED_MS });
    try {
      const read: ReadRows = (sql, params) => this.searches.rows(sent.signal, sql, params);
      await this.send(sent, tail({ read, looks: this.looks, filters, start }, sent.signal));
    } finally {
      end();
    }
  }

  private async send(sent: SentContent, texts: AsyncGenerator<string, never, undefined>): Promise<void> {
    let isBegun = false;
    try {
      for await (const text of texts) {
        if (!isBegun) sent.begin();
        isBegun = true;
        await sent.write(text);
      }
    } catch (fault) {
      if (!isBegun || sent.signal.aborted) return sent.breakOff(fault);
      await this.sayEnd(sent, endText(this.reasonOf(fault)));
    }
  }

  private async sayEnd(sent: SentContent, text: string): Promise<void> {
    try {
      await sent.write(text);
      await sent.end();
    } catch (fault) {
      sent.breakOff(fault); // its reader has gone meanwhile
    }
  }

  private reasonOf(fault: unknown): string {
    if (fault instanceof ApiError) return fault.message;
    const reason = maybeUnavailability(fault)?.reason;
    this.logger[reason === undefined ? 'error' : 'warn']({ err: fault }, 'a tail ended');
    return reason ?? 'Something went wrong on our side.';
  }
}

/** 60 s: its position stands still meanwhile, and it can go on behind it. */
const STALLED_MS = 60_000;

function startOf(text: string | undefined): TailPosition | undefined {
  if (text === undefined) return undefined;
  const position = maybeTailPosition(text);
  if (position !== undefined) return position;
  throw new ApiError('invalid_request', 400, NO_POSITION, {
    errors: [{ field: 'Last-Event-ID', message: NO_POSITION }],
  });
}
