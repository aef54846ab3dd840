import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { type EventAnswer, eventAnswerSchema } from '@trailkeeper/contract';
import { ApiRoute } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { describeEvent } from './describe-event.js';
import { getBody } from './get-body.js';

@Controller('v1/events')
export class EventController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get(':eventId')
  @ApiRoute({
    summary: 'One event',
    description:
      'In columns, as it was received, with what the catalog says of its action, the other one of a pending and a final ' +
      'event, and events with the same correlation id. The id is the time of the event and the SHA-256 of its content, ' +
      '`2026-09-15T10:00:07.250000Z_ab12…`, and never changes.',
    responses: { 200: { description: 'The event.', schema: eventAnswerSchema }, 404: 'No such event.' },
  })
  async get(@Param('eventId') id: string): Promise<EventAnswer> {
    return describeEvent(this.dataSource, id);
  }

  @Get(':eventId/raw')
  @ApiRoute({
    summary: 'The bytes of an event as they were received',
    description:
      'With the envelope it came in, which need not be JSON (a line of a log has text before it), and so to be saved ' +
      'and not to be shown. The `ETag` is their SHA-256.',
    responses: {
      200: { description: 'The bytes.', contentType: 'application/octet-stream' },
      404: 'No such event.',
    },
  })
  async sendRaw(@Param('eventId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const body = await getBody(this.dataSource, id);
    const sha256 = createHash('sha256').update(body).digest('hex');
    reply.headers({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="event-${sha256.slice(0, 16)}.txt"`,
      etag: `"${sha256}"`,
    });
    await reply.send(body);
  }
}
