import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../auth/public.decorator.js';
import { ApiRoute } from '../docs/api-route.decorator.js';
import { ApiError } from '../problems/api-error.js';
import { Stopping, stoppingError } from '../app/stopping.js';
import { Readiness } from './readiness.js';

const live = z.object({ status: z.literal('ok') });
const ready = live.extend({ checks: z.record(z.string(), z.literal('ok')) });

@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly stopping: Stopping,
  ) {}

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
    description: 'Asks the parts this service needs. Meant for sending requests elsewhere while one cannot be used.',
    responses: {
      200: { description: 'Every part answers.', schema: ready },
      503:
        'A part cannot be used: `not_ready`, with `checks` naming the state of each, and `details` with `state`, `since` ' +
        'and `message` of those that say more. Or the process stops: `stopping`.',
    },
  })
  async ready(): Promise<z.output<typeof ready>> {
    if (this.stopping.isAnnounced) throw stoppingError();
    const states = Object.entries(await this.readiness.states());
    const checks = Object.fromEntries(states.map(([name, { state }]) => [name, state]));
    const bad = states.filter(([, { state }]) => state !== 'ok');
    if (bad.length === 0) return { status: 'ok', checks: checks as Record<string, 'ok'> };
    const told = bad.filter(([, { since }]) => since !== undefined);
    const words = bad.map(([name, { state }]) => `${name} ${state}`).join(', ');
    const detail = [`Not ready: ${words}.`, ...told.map(([, { message }]) => message)].join(' ');
    const members = { checks, ...(told.length > 0 && { details: Object.fromEntries(told) }) };
    throw new ApiError('not_ready', 503, detail, { headers: { 'retry-after': '5' }, members });
  }
}
