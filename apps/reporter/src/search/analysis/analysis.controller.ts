import { Controller, Get, Query, Res } from '@nestjs/common';
import {
  type EventHistogram,
  eventHistogramSchema,
  type EventTotal,
  eventTotalSchema,
  type TopList,
  topListSchema,
} from '@trailkeeper/contract';
import { ApiRoute } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { clientGone } from '../client-gone.js';
import { eventSearchOf } from '../query/search-parameters.js';
import { BUSY, Searches } from '../searches.js';
import { histogramQuerySchema, topQuerySchema, totalQuerySchema } from './analysis-parameters.js';
import { countTotal } from './count-total.js';
import { findHistogram } from './find-histogram.js';
import { findTop } from './find-top.js';

/** Answers are not sent through `reply`: it only tells whether somebody still waits for them. */
@Controller('v1/events')
export class AnalysisController {
  constructor(private readonly searches: Searches) {}

  @Get('total')
  @ApiRoute({
    summary: 'How many events match',
    description:
      'Takes the parameters of `GET /v1/events`. Exact where the search asks only for what events are counted by (action, ' +
      'service, family, documented, outcome, location and account, and when they happened), and where it finds at most ' +
      '10,000. Otherwise it is an estimate from a sample, and says so: `isExact` is false and `basis` `estimate`.',
    responses: { 200: { description: 'The number.', schema: eventTotalSchema }, 503: BUSY },
  })
  total(
    @Query({ schema: totalQuerySchema }) query: z.output<typeof totalQuerySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventTotal> {
    const search = eventSearchOf(query, new Date());
    return this.searches.answer(clientGone(reply), (asked) => countTotal(asked, search));
  }

  @Get('histogram')
  @ApiRoute({
    summary: 'Events that match, by time and outcome',
    description:
      'Takes the parameters of `GET /v1/events`. Buckets begin where hours, days, weeks or months begin in `timeZone`; the ' +
      'first and the last are cut to the period. A bound that the search does not have is that of the bucket in which the ' +
      'first or the last match lies. Always exact; fast where the search asks only for what events are counted by, as for ' +
      '`/v1/events/total`. At most 2,000 buckets.',
    responses: { 200: { description: 'Every bucket of the period.', schema: eventHistogramSchema }, 503: BUSY },
  })
  histogram(
    @Query({ schema: histogramQuerySchema }) query: z.output<typeof histogramQuerySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventHistogram> {
    const { interval, timeZone, ...parameters } = query;
    const search = eventSearchOf(parameters, new Date());
    return this.searches.answer(clientGone(reply), (asked) => findHistogram(asked, search, { interval, timeZone }));
  }

  @Get('top')
  @ApiRoute({
    summary: 'What comes most often among events that match',
    description:
      'Takes the parameters of `GET /v1/events`. Groups the newest `among` matches by action, by initiator (id and name), by ' +
      'target (id, name and type) or by reason (code and text); `among` in the answer says how many these were and whether ' +
      'there are no more. Actions of a search that asks only for what events are counted by are always those of all matches.',
    responses: { 200: { description: 'The most frequent first.', schema: topListSchema }, 503: BUSY },
  })
  top(
    @Query({ schema: topQuerySchema }) query: z.output<typeof topQuerySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TopList> {
    const { by, limit, among, ...parameters } = query;
    const search = eventSearchOf(parameters, new Date());
    return this.searches.answer(clientGone(reply), (asked) => findTop(asked, search, { by, limit, among }));
  }
}
