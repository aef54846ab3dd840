import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiError, ApiRoute } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { getRun } from './find-runs.js';
import { type StoredFile, maybeFile, readFile } from './read-file.js';
import { gone } from './run-refusals.js';
import { fileResponses, sendFile } from './send-file.js';

@Controller('v1/reports/:id/files')
export class RunFilesController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get(':name')
  @ApiRoute({
    summary: 'A file of a report',
    description: 'With `Range` one part of it. The `ETag` is the SHA-256 of the whole file.',
    responses: {
      ...fileResponses('The file.', 'application/octet-stream'),
      404: 'No such run or file.',
      409: 'The run is not done yet, or has failed.',
      410: 'The files were deleted; `detail` and `deletion` say by whom, when and why.',
    },
  })
  async send(
    @Param('id') id: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.getFile(id, name);
    await sendFile({ request, reply }, { ...file, read: (bounds) => readFile(this.dataSource, file, bounds) });
  }

  private async getFile(id: string, name: string): Promise<StoredFile> {
    const run = await getRun(this.dataSource, id);
    if (run.status === 'failed') {
      throw new ApiError(
        'conflict',
        409,
        `Report run ${id} has failed and has no files: ${run.failure ?? 'no reason is known'}`,
      );
    }
    if (run.status !== 'done') {
      throw new ApiError(
        'conflict',
        409,
        `Report run ${id} is ${run.status} (${run.progress}%); its files are there once it is done.`,
      );
    }
    const names = run.files.map((one) => one.name);
    // Only a name that is there is asked for: the database cannot be asked for any text (NUL).
    const isThere = names.includes(name);
    if (isThere && run.deletion !== null) throw gone(run, run.deletion);
    const file = isThere ? await maybeFile(this.dataSource, run.id, name) : undefined;
    if (file !== undefined) return file;
    throw new ApiError(
      'not_found',
      404,
      `Report run ${id} has no file "${name.slice(0, 100)}"; its files: ${names.join(', ')}.`,
    );
  }
}
