import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import { Public } from '../auth/public.decorator.js';
import { ApiRoute } from '../docs/api-route.decorator.js';

@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @ApiRoute({
    summary: 'Metrics for Prometheus',
    responses: { 200: { description: 'The metrics in the text format of Prometheus.', contentType: 'text/plain' } },
  })
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.registry.contentType);
    return this.registry.metrics();
  }
}
