import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { type ReportRun, createdRunSchema, reportRunSchema } from '@trailkeeper/contract';
import { ApiRoute, type Caller, CurrentCaller, pageOf, positionOf } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { createRun } from './create-run.js';
import { findRuns, getRun } from './find-runs.js';
import { ReportWorker } from './report-worker.service.js';
import { type ReportRequestBody, reportRequestSchema } from './report-request.js';
import { type RunListQuery, runListSchema } from './run-list-query.js';
import { runParameters } from './run-parameters.js';

const pageSchema = z.object({ items: z.array(reportRunSchema), nextCursor: z.string().nullable() });

@Controller('v1/reports')
export class RunsController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly worker: ReportWorker,
  ) {}

  @Post()
  @ApiRoute({
    summary: 'Asks for a report',
    description:
      'The report is made in the background; the `Location` header leads to its run. `from` and `to` are dates (whole ' +
      'days in `timeZone`) or RFC 3339 times; `to` is excluded. The CSV is kept with every report, also if only the ' +
      'PDF was asked for: the PDF quotes its row count and SHA-256.',
    body: {
      schema: reportRequestSchema,
      example: {
        kind: 'event-coverage',
        service: 'key-protect',
        from: '2026-09-01',
        to: '2026-10-01',
        formats: ['pdf', 'csv'],
      },
    },
    responses: { 202: { description: 'Queued.', schema: createdRunSchema } },
  })
  async create(
    @Body({ schema: reportRequestSchema }) body: ReportRequestBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof createdRunSchema>> {
    const created = await createRun(this.dataSource, {
      kind: body.kind,
      parameters: runParameters(body),
      requestedBy: caller.name,
    });
    this.worker.kick();
    reply.header('location', `/v1/reports/${created.id}`);
    return created;
  }

  @Get()
  @ApiRoute({
    summary: 'Report runs, the newest first',
    description:
      'Of `requestedFrom` to `requestedTo` and of `periodFrom` to `periodTo` the end is excluded; dates are days in UTC.',
    responses: { 200: { description: 'A page of runs.', schema: pageSchema } },
  })
  async find(@Query({ schema: runListSchema }) query: RunListQuery): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit, ...filter } = query;
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const runs = await findRuns(this.dataSource, { ...filter, after, limit });
    return pageOf(runs, limit, ({ requestedAt, id }) => ({ at: requestedAt, id }));
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One report run',
    responses: {
      200: { description: 'The run with its progress and files.', schema: reportRunSchema },
      404: 'No such run.',
    },
  })
  async get(@Param('id') id: string): Promise<ReportRun> {
    return getRun(this.dataSource, id);
  }
}
