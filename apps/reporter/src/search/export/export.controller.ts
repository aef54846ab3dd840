import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiRoute, Stopping } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventSearchOf } from '../query/search-parameters.js';
import { Searches } from '../searches.js';
import { SentContent } from '../sent-content.js';
import { EXPORT_COLUMNS } from './export-columns.js';
import { exportCsv } from './export-csv.js';
import { exportLines } from './export-lines.js';
import { type ExportRequest, exportSchema } from './export-request.js';
import { prepareExport } from './prepare-export.js';
import { RunningExports } from './running-exports.js';
import { sendExport } from './send-export.js';

@Controller('v1/events/export')
export class ExportController {
  constructor(
    private readonly searches: Searches,
    private readonly stopping: Stopping,
    private readonly exports: RunningExports,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'All events that match, as CSV or JSON lines, what happened last first',
    description:
      'As many as there are, of what was committed when it began. The same search of the same events gives the same bytes. ' +
      'The trailer fields `Content-Digest` (RFC 9530) and `Trailkeeper-Rows` come behind the content; an export that has ' +
      'none has broken off and is not whole.',
    responses: {
      200: { description: 'The events.', contentType: 'text/csv' },
      503: 'As many exports or searches run as may; `Retry-After` says when to ask again.',
    },
  })
  async send(
    @Query({ schema: exportSchema }) asked: ExportRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const now = new Date();
    const search = eventSearchOf(asked, now);
    reply.headers(headersOf(asked, now));
    // Nothing is read for who only asks what there is: for no content at all Fastify would set a length of 0.
    if (request.method === 'HEAD') return void (await reply.send(Readable.from([])));
    const end = this.exports.begin(asked.format);
    const sent = new SentContent(reply, { mustEnd: this.stopping.mustEnd, stalledMs: STALLED_MS });
    try {
      await this.searches.hold(sent.signal, async ({ runner }) => {
        await prepareExport(runner);
        const pieces =
          asked.format === 'csv'
            ? exportCsv(runner, search, asked.columns ?? EXPORT_COLUMNS)
            : exportLines(runner, search, { withBodies: asked.bodies });
        await sendExport(pieces, { request, reply, sent });
      });
      end('done');
    } catch (fault) {
      end(sent.signal.aborted ? 'aborted' : 'failed');
      sent.breakOff(fault);
    }
  }
}

/** 5 min: somebody may well pause a download, but a snapshot that is held keeps the database from tidying up. */
const STALLED_MS = 300_000;

function headersOf({ format }: ExportRequest, now: Date): Record<string, string> {
  const moment = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return {
    'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
    'content-disposition': `attachment; filename="events-${moment}.${format}"`,
  };
}
