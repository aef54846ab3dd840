import { Controller, Inject, Post, Req } from '@nestjs/common';
import { type IngestAnswer, ingestAnswerSchema, MAX_LISTED_PROBLEMS } from '@trailkeeper/contract';
import { ApiError, ApiRoute, type Caller, CurrentCaller } from '@trailkeeper/http';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../config.js';
import { BodyBudget } from './body-budget.js';
import { inflateBody, isCompressed } from './inflate-body.js';
import { IngestService } from './ingest.service.js';
import { emptyTally } from './tally.js';

@Controller('v1/events')
export class EventsController {
  private readonly budget: BodyBudget;

  constructor(
    private readonly ingest: IngestService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.budget = new BodyBudget(BODIES_IN_WORK * settings.MAX_BODY_BYTES);
  }

  @Post()
  @ApiRoute({
    summary: 'Takes in audit events',
    description:
      'The body is one event, a JSON array of events, or NDJSON, each bare or in any known envelope, plain or gzip. Its ' +
      'form is seen from its bytes, so a plain `curl --data-binary @file` works.\n\n' +
      'The answer comes after commit and accounts for every item: `received` = `stored` + `duplicates` + ' +
      '`quarantined`. An item that cannot become an event costs no other; it is kept with its bytes in quarantine, and ' +
      `\`problems\` (at most ${MAX_LISTED_PROBLEMS}) says why. Sending the same events again is harmless.`,
    body: {
      contentTypes: ['application/json', 'application/x-ndjson'],
      description: 'CADF events as IBM Cloud or OpenStack emit them. Needed are `action` and `eventTime`.',
      example:
        '{"eventTime":"2026-09-15T10:00:07.25+0000","action":"kms.secrets.create","outcome":"success",' +
        '"initiator":{"id":"IBMid-123","name":"ann@example.com"}}',
    },
    responses: {
      200: { description: 'All of it is committed; the tally.', schema: ingestAnswerSchema },
      400: 'The body is empty (`empty_body`) or damaged gzip (`invalid_gzip`). Nothing was stored.',
      413: 'The body is larger than the limit, as sent or decompressed. Nothing was stored.',
      415: 'The `Content-Encoding` is not gzip. Nothing was stored.',
      500: 'A fault of ours; `tally` says what is stored. Sending all of it again is harmless.',
      503: 'The database does not answer; `tally` says what is stored. Send all of it again.',
    },
  })
  async receive(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<IngestAnswer> {
    const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const encoding = request.headers['content-encoding'];
    const share = await this.budget.take(isCompressed(sent, encoding) ? this.settings.MAX_BODY_BYTES : sent.length);
    try {
      const body = await inflateBody(sent, encoding, this.settings.MAX_BODY_BYTES);
      share.shrinkTo(body.length);
      return await this.takeIn(request, caller, sent, body);
    } finally {
      share.giveBack();
    }
  }

  private async takeIn(request: FastifyRequest, caller: Caller, sent: Buffer, body: Buffer): Promise<IngestAnswer> {
    // An archive file that holds no data (gzip of nothing, 20 bytes) is published so; it says nothing, rightly.
    const isEmptyArchive = body !== sent && body.length === 0;
    if (!isEmptyArchive && isBlank(body)) throw new ApiError('empty_body', 400, 'The body holds no event.');
    const isDeclaredNdjson = NDJSON.test(request.headers['content-type'] ?? '');
    const tally = emptyTally();
    let isAnswered = false;
    try {
      await this.ingest.ingest({ body, isDeclaredNdjson, keyName: caller.name }, tally);
      isAnswered = !request.raw.socket.destroyed;
      return tally;
    } finally {
      const { problems, ...counts } = tally;
      const codes = [...new Set(problems.map((problem) => problem.code))];
      const line = { ...counts, codes, key: caller.name, bytes: sent.length };
      // Whom no answer reaches finds the tally here (docs/meaning.md, rule 9).
      if (isAnswered) request.log.info(line, 'events taken in');
      else request.log.warn(line, 'events taken in; the request broke off or failed');
    }
  }
}

function isBlank(body: Buffer): boolean {
  return /^\ufeff?[ \t\r\n]*$/.test(body.toString('utf8', 0, 1024)) && body.toString('utf8').trim() === '';
}

/** 2: as many bodies of the greatest size as there are cores to work on them. */
const BODIES_IN_WORK = 2;

/** `application/x-ndjson`, `application/jsonl`, `application/x-jsonlines` and the like. */
const NDJSON = /ndjson|jsonl|json-lines/i;
