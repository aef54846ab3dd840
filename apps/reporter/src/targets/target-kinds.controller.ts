import { Controller, Get } from '@nestjs/common';
import { ApiRoute } from '@trailkeeper/http';
import { z } from 'zod';
import { TARGET_KINDS } from './index.js';

const kindsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      isExactlyOnce: z
        .boolean()
        .describe('Whether a repeat never makes a second file; else it carries the delivery id of the first.'),
      settings: z.record(z.string(), z.unknown()).describe('JSON schema of `settings`.'),
      secrets: z.record(z.string(), z.unknown()).describe('JSON schema of `secrets`.'),
    }),
  ),
});

const KINDS = TARGET_KINDS.map(({ id, name, description, isExactlyOnce, settings, secrets }) => ({
  ...{ id, name, description, isExactlyOnce },
  settings: jsonSchemaOf(settings),
  secrets: jsonSchemaOf(secrets),
}));

@Controller('v1/delivery-target-kinds')
export class TargetKindsController {
  @Get()
  @ApiRoute({
    summary: 'Kinds of delivery target, and what each takes',
    responses: { 200: { description: 'All kinds.', schema: kindsSchema } },
  })
  find(): z.output<typeof kindsSchema> {
    return { items: KINDS };
  }
}

function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
}
