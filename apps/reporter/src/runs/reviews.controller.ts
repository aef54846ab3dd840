import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { type ReportReview, reportReviewSchema } from '@trailkeeper/contract';
import { ApiRoute, type Caller, CurrentCaller, writtenText } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { getRun } from './find-runs.js';
import { maybeInsertReview } from './insert-review.js';
import { notKept } from './run-refusals.js';

const reviewSchema = z.strictObject({
  note: writtenText(2000).describe('What was found; printed on the next report.'),
  reviewedBy: writtenText(200).optional().describe('The person, as they sign. Left out: the caller.'),
});

@Controller('v1/reports/:id/reviews')
export class ReviewsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Post()
  @ApiRoute({
    summary: 'Marks a report reviewed',
    description:
      'A review is never changed or taken back; a second one is added beside it. The run lists them, and the next ' +
      'report of the same kind, service, location and account prints the last one on its first page.',
    body: {
      schema: reviewSchema,
      example: { note: 'Checked against the change calendar; no findings.', reviewedBy: 'Mira Okafor' },
    },
    responses: {
      201: { description: 'The review.', schema: reportReviewSchema },
      404: 'No such run.',
      409: 'The run is not done, has failed, or its files were deleted.',
    },
  })
  async create(
    @Param('id') id: string,
    @Body({ schema: reviewSchema }) { note, reviewedBy }: z.output<typeof reviewSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ReportReview> {
    const run = await getRun(this.dataSource, id);
    const review = { note, reviewedBy: reviewedBy ?? caller.name, recordedBy: caller.name };
    const inserted = await maybeInsertReview(this.dataSource, run.id, review);
    if (inserted === undefined) throw notKept(await getRun(this.dataSource, id), 'reviewed');
    return inserted;
  }
}
