import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { type AuditEvent, type IngestAnswer, ingestAnswerSchema, MAX_LISTED_PROBLEMS } from '@trailkeeper/contract';
import { ApiError, ApiRoute, CurrentCaller, Stopping } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../config.js';
import type { IngestCaller } from '../keys/ingest-caller.js';
import { outOfScope } from '../keys/out-of-scope.js';
import { asApiError } from './as-api-error.js';
import { BodyBudget, type BodyShare } from './body-budget.js';
import { EventsMetrics } from './events-metrics.js';
import { IngestService } from './ingest.service.js';
import { BodyFault } from './receive/body-fault.js';
import { BodyReader } from './receive/body-reader.js';
import { openBody, type OpenedBody, tooLarge } from './receive/open-body.js';
import { CHUNK_LIMITS } from './store/chunk-limits.js';
import { emptyTally } from './tally.js';

@Controller('v1/events')
export class EventsController {
  private readonly budget: BodyBudget;

  constructor(
    private readonly ingest: IngestService,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Stopping) private readonly stopping: Stopping,
    private readonly metrics: EventsMetrics,
  ) {
    this.budget = new BodyBudget({
      // One chunk being stored, one being gathered, and an item of the greatest size looked for in a window twice as large.
      windowBytes: 2 * CHUNK_LIMITS.maxBytes + 2 * settings.MAX_EVENT_BYTES,
      maxWaitMs: settings.DATABASE_TIMEOUT_SECONDS * 1000,
    });
    metrics.showRequests(() => this.budget.requests);
  }

  @Post()
  @ApiRoute({
    summary: 'Takes in audit events',
    description:
      'The body is one event, a JSON array of events, or NDJSON, each bare or in any known envelope, plain or gzip. Its ' +
      'form is seen from its bytes, so a plain `curl --data-binary @file` works.\n\n' +
      'The answer comes after commit and accounts for every item: `received` = `stored` + `duplicates` + ' +
      '`quarantined`. An item that cannot become an event costs no other; it is kept with its bytes in quarantine, and ' +
      `\`problems\` (at most ${MAX_LISTED_PROBLEMS}) says why. Sending again stores no event twice.`,
    body: {
      contentTypes: ['application/json', 'application/x-ndjson'],
      description: 'CADF events as IBM Cloud or OpenStack emit them. Needed are `action` and `eventTime`.',
      example:
        '{"eventTime":"2026-09-15T10:00:07.25+0000","action":"kms.secrets.create","outcome":"success",' +
        '"initiator":{"id":"IBMid-123","name":"ann@example.com"}}',
    },
    responses: {
      200: { description: 'All of it is committed; the tally.', schema: ingestAnswerSchema },
      400: 'The body is empty (`empty_body`), damaged gzip (`invalid_gzip`) or breaks off (`broken_body`); `tally` says what is stored.',
      401: 'No valid key; or it was revoked or has expired while the body came: then `tally` says what is stored.',
      408: 'No byte has come for a while; `tally` says what is stored.',
      413: 'The body is larger than the limit, as sent or decompressed; `tally` says what is stored.',
      415: 'The `Content-Encoding` is not gzip. Nothing was stored.',
      500: 'A fault of ours; `tally` says what is stored. Sending all of it again is right.',
      503:
        'The database cannot be used (`unavailable`), bad items would pass the bound of the quarantine (`quarantine_full`), ' +
        'too much is being sent at once, or this process stops (`stopping`); `tally` says what is stored. Send all of it ' +
        'again after `Retry-After` seconds.',
    },
  })
  async receive(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: IngestCaller,
  ): Promise<IngestAnswer> {
    const { MAX_BODY_BYTES: maxBytes = Infinity } = this.settings;
    const sentBytes = Number(request.headers['content-length'] ?? NaN);
    if (sentBytes > maxBytes) throw asApiError(tooLarge(maxBytes, 'as sent'), emptyTally());
    const share = await this.budget.enter();
    try {
      return await this.takeIn(request, reply, { caller, share, maxBytes });
    } finally {
      share.leave();
    }
  }

  private async takeIn(
    request: FastifyRequest,
    reply: FastifyReply,
    { caller, share, maxBytes }: { caller: IngestCaller; share: BodyShare; maxBytes: number },
  ): Promise<IngestAnswer> {
    const tally = emptyTally();
    let outcome: 'answered' | 'refused' | 'broken' = 'broken';
    const reader = new BodyReader(request.raw, {
      idleMs: this.settings.SENDER_IDLE_SECONDS * 1000,
      onStart: () => askForBody(request, reply),
      onBytes: (bytes) => this.metrics.addBytes(bytes),
      mustEnd: this.stopping.mustEnd,
    });
    let body: OpenedBody | undefined;
    try {
      body = await openBody(reader.pieces(), { contentEncoding: request.headers['content-encoding'], maxBytes });
      const sentBytes = request.headers['content-length'];
      if (sentBytes !== undefined && !body.isCompressed) share.expect(Number(sentBytes));
      const isDeclaredNdjson = NDJSON.test(request.declaredType);
      const ofKey = {
        keyName: caller.name,
        refuse: (event: AuditEvent) => outOfScope(caller.scope, event),
        checkKey: () => checkKey(caller),
      };
      await this.ingest.ingest({ ...body, isDeclaredNdjson, ...ofKey, share }, tally);
      if (!request.raw.socket.destroyed) outcome = 'answered';
      return tally;
    } catch (error) {
      if (error instanceof BodyFault && tally.received === 0 && !reader.isSenderGone) outcome = 'refused';
      throw asApiError(error, tally);
    } finally {
      reader.stop();
      // Frees what a decompression that was not read to its end holds.
      body?.pieces.return().catch(() => undefined);
      const { problems, ...counts } = tally;
      const codes = [...new Set(problems.map((problem) => problem.code))];
      const line = { ...counts, codes, key: caller.name, bytes: reader.receivedBytes };
      // Whom no answer reaches finds the tally here (docs/meaning.md, rule 9).
      if (outcome === 'answered') request.log.info(line, 'events taken in');
      if (outcome === 'broken') request.log.warn(line, 'events taken in; the request broke off or failed');
    }
  }
}

/** A request may go on for hours; its key is asked for anew. */
async function checkKey(caller: IngestCaller): Promise<void> {
  if (await caller.isStillValid()) return;
  const message = 'The key was revoked or has expired while the body came. What the tally says is stored, no more.';
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"', connection: 'close' };
  throw new ApiError('unauthorized', 401, message, { headers });
}

/** Tells a sender that waits for it to go on (RFC 9110 10.1.1). */
function askForBody(request: FastifyRequest, reply: FastifyReply): void {
  if (!request.isWaitingToSend) return;
  request.isWaitingToSend = false;
  reply.raw.writeContinue();
}

/** `application/x-ndjson`, `application/jsonl`, `application/x-jsonlines` and the like. */
const NDJSON = /ndjson|jsonl|json-lines/i;
