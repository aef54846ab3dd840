import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../auth/public.decorator.js';
import { ApiRoute } from '../docs/api-route.decorator.js';
import { ApiError } from '../problems/api-error.js';
import { Readiness } from './readiness.js';

const live = z.object({ status: z.literal('ok') });
const ready = live.extend({ checks: z.record(z.string(), z.literal('ok')) });

@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @ApiRoute({
    summary: 'Is the process alive?',
    description: 'Answers as long as the process does. Meant for restarting it when it does not.',
    responses: { 200: { description: 'It is.', schema: live } },
  })
  live(): z.output<typeof live> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiRoute({
    summary: 'Can requests be served?',
    description: 'Asks the parts this service needs. Meant for sending requests elsewhere while one does not answer.',
    responses: {
      200: { description: 'Every part answers.', schema: ready },
      503: 'A part does not answer: `not_ready`, with `checks` naming the state of each.',
    },
  })
  async ready(): Promise<z.output<typeof ready>> {
    const checks = await this.readiness.states();
    const bad = Object.entries(checks).filter(([, state]) => state !== 'ok');
    if (bad.length === 0) return { status: 'ok', checks: checks as Record<string, 'ok'> };
    const detail = `Not ready: ${bad.map(([name, state]) => `${name} ${state}`).join(', ')}.`;
    throw new ApiError('not_ready', 503, detail, { headers: { 'retry-after': '5' }, members: { checks } });
  }
}
