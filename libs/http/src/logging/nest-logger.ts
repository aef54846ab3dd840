import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { StartError } from '../app/start-error.js';

// Nest's own account of how it wires itself: a hundred lines a start that no operator wants at info.
const WIRING = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Sends what Nest and `new Logger(context)` of @nestjs/common say to the app's pino logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(WIRING.has(contextOf(rest) ?? '') ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // runApp tells these in plain words.
    if (message instanceof StartError) return;
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = contextOf(rest);
    const fields: Record<string, unknown> = context === undefined ? {} : { context };
    const err = [message, ...rest].find((one) => one instanceof Error);
    if (err !== undefined) fields.err = err;
    // Nest's calling style for errors is (text, stack, context).
    const stack = rest.slice(0, -1).find((one) => typeof one === 'string' && one.includes('\n    at '));
    if (stack !== undefined) fields.stack = stack;
    if (message instanceof Error) this.logger[level](fields, message.message);
    else if (typeof message === 'object') this.logger[level]({ ...message, ...fields });
    else this.logger[level](fields, String(message));
  }
}

function contextOf(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}
