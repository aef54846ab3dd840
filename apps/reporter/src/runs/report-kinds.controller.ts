import { Controller, Get } from '@nestjs/common';
import { ApiRoute } from '@trailkeeper/http';
import { z } from 'zod';
import { REPORT_KINDS } from '../reports/index.js';
import { reportParametersSchema } from './report-request.js';

const kindsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      parameters: z
        .record(z.string(), z.unknown())
        .describe('JSON schema of what `POST /v1/reports` takes beside `kind`.'),
    }),
  ),
});

/** The same for every kind so far: what differs is what they say. */
const PARAMETERS = z.toJSONSchema(reportParametersSchema, { io: 'input' }) as Record<string, unknown>;

@Controller('v1/report-kinds')
export class ReportKindsController {
  @Get()
  @ApiRoute({
    summary: 'Kinds of report and their parameters',
    responses: { 200: { description: 'All kinds.', schema: kindsSchema } },
  })
  find(): z.output<typeof kindsSchema> {
    return {
      items: REPORT_KINDS.map(({ id, name, description }) => ({ id, name, description, parameters: PARAMETERS })),
    };
  }
}
