import { Controller, Get, Query, Res } from '@nestjs/common';
import { foundEventSchema } from '@trailkeeper/contract';
import { ApiError, ApiRoute } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { clientGone } from '../client-gone.js';
import type { EventSearch } from '../event-search.js';
import { checkSearch, eventSearchOf, searchShape } from '../query/search-parameters.js';
import { BUSY, Searches } from '../searches.js';
import { listCursorSchema, type ListPosition, maybeListPosition, searchDigest } from './list-cursor.js';
import { listEvents } from './list-events.js';

const querySchema = z
  .strictObject({
    ...searchShape,
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: listCursorSchema,
  })
  .superRefine(checkSearch);

const pageSchema = z.object({ items: z.array(foundEventSchema), nextCursor: z.string().nullable() });

/** The answer is not sent through `reply`: it only tells whether somebody still waits for it. */
@Controller('v1/events')
export class EventsController {
  constructor(private readonly searches: Searches) {}

  @Get()
  @ApiRoute({
    summary: 'Events that match, what happened last first',
    description:
      'All that is asked for must hold; of several values of one field, any. A listing is what was committed when its ' +
      'first page was read: follow `nextCursor` with the same parameters, and nothing is skipped, nothing comes twice, and ' +
      'nothing that arrived meanwhile comes in between.',
    responses: { 200: { description: 'A page of events.', schema: pageSchema }, 503: BUSY },
  })
  async list(
    @Query({ schema: querySchema }) query: z.output<typeof querySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit, ...parameters } = query;
    const position = cursor === undefined ? undefined : maybeListPosition(cursor);
    const readAt = position?.readAt ?? new Date();
    const search = eventSearchOf(parameters, readAt);
    if (position !== undefined) refuseOther(search, position);
    const request = { search, position, readAt, limit };
    return this.searches.answer(clientGone(reply), ({ runner }) => listEvents(runner, request));
  }
}

function refuseOther(search: EventSearch, { digest }: ListPosition): void {
  if (searchDigest(search) === digest) return;
  const message = 'The cursor is of another search: give it with the parameters of the page before, or leave it out.';
  throw new ApiError('invalid_request', 400, message, { errors: [{ field: 'cursor', message }] });
}
