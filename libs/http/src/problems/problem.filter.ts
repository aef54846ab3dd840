import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { APP_OPTIONS, type AppOptions } from '../app/app-options.js';
import { sendProblem } from './send-problem.js';

/** Meets every exception of a request, once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(APP_OPTIONS) private readonly options: AppOptions) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const read = this.options.readFault?.(exception) ?? exception;
    sendProblem(read, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
