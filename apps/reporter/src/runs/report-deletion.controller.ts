import { Controller, Delete, Inject, Param, Query } from '@nestjs/common';
import { type ReportRun, reportRunSchema } from '@trailkeeper/contract';
import { ApiRoute, type Caller, CurrentCaller, writtenText } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { deleteReport } from './delete-report.js';
import { getRun } from './find-runs.js';
import { notKept } from './run-refusals.js';

const deletionSchema = z.strictObject({
  reason: writtenText(1000).describe('Why, for whoever looks for the files later.'),
});

@Controller('v1/reports')
export class ReportDeletionController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Delete(':id')
  @ApiRoute({
    summary: "Deletes a report's files",
    description:
      'The files and the stored document are deleted for good. The run stays, with its reviews and the names, sizes and ' +
      'SHA-256 of its files; it says who deleted them, when and why, and so does every later download (410).',
    responses: {
      200: { description: 'The run as it is now.', schema: reportRunSchema },
      404: 'No such run.',
      409: 'The run is not done, has failed, or was deleted before.',
    },
  })
  async delete(
    @Param('id') id: string,
    @Query({ schema: deletionSchema }) { reason }: z.output<typeof deletionSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ReportRun> {
    const run = await getRun(this.dataSource, id);
    const isDeleted = await deleteReport(this.dataSource, run.id, { by: caller.name, reason });
    const after = await getRun(this.dataSource, id);
    if (!isDeleted) throw notKept(after, 'deleted');
    return after;
  }
}
