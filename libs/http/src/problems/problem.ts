import { HttpException } from '@nestjs/common';
import { z } from 'zod';
import { ApiError, type FieldError } from './api-error.js';
import { codeOfStatus } from './problem-codes.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The body of every error answer (RFC 9457), with a stable `code` and the request id. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('`urn:trailkeeper:problem:` and the code.'),
    title: z.string().describe('The code in words.'),
    status: z.int(),
    detail: z.string().describe('What is wrong and the way out.'),
    code: z.string().describe('Stable; branch on this.'),
    requestId: z.string().describe('Also in the `x-request-id` header and in the log.'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string(), allowed: z.array(z.string()).optional() }))
      .optional()
      .describe('One per field, for `invalid_request`.'),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

export type Problem = z.output<typeof problemSchema>;

/** What is to be answered to an exception, and whether it is a fault of ours, to be logged as an error. */
export interface Answer {
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  members?: Record<string, unknown>;
  isFault: boolean;
}

const FAULT: Answer = {
  status: 500,
  code: 'internal_error',
  detail: 'Something went wrong on our side. The request id finds it in the log.',
  isFault: true,
};

// Fastify's own errors; Nest hands most of them on as the cause of a HttpException.
const FASTIFY_ERRORS: Record<string, { code: string; detail?: string }> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'malformed_json', detail: 'The body is not valid JSON.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'malformed_json', detail: 'The content type is JSON, but the body is empty.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body_too_large', detail: 'The body is larger than this route takes.' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'url_too_long', detail: 'A part of the path is too long.' },
  FST_ERR_BAD_URL: { code: 'malformed_url', detail: 'The path cannot be decoded; check its percent signs.' },
};

/** Reads any thrown value. Only what was made for the caller (ApiError, 4xx) is told; of all else nothing gets out. */
export function answerTo(exception: unknown, method: string, path: string): Answer {
  if (exception instanceof ApiError) {
    const { errors, headers, members } = exception.extra;
    return {
      status: exception.status,
      code: exception.code,
      detail: exception.message,
      ...(errors && { errors }),
      ...(headers && { headers }),
      ...(members && { members }),
      isFault: exception.status === 500,
    };
  }
  if (exception instanceof HttpException) return answerToHttpError(exception, exception.getStatus(), method, path);
  const { name, statusCode } = (exception ?? {}) as { name?: string; statusCode?: number };
  if (exception instanceof Error && name === 'FastifyError' && statusCode !== undefined && statusCode < 500) {
    return answerToHttpError(exception, statusCode, method, path);
  }
  return FAULT;
}

function answerToHttpError(exception: Error, status: number, method: string, path: string): Answer {
  if (status === 500) return FAULT;
  if (status === 404 && exception.message.startsWith(`Cannot ${method} `)) {
    const detail = `There is no ${method} ${path.slice(0, 200)}; /docs lists the routes.`;
    return { status, code: 'unknown_route', detail, isFault: false };
  }
  const fastifyError = (exception.cause ?? exception) as { code?: string };
  const known = FASTIFY_ERRORS[fastifyError.code ?? ''];
  const code = known?.code ?? codeOfStatus(status);
  // The text of a 5xx may speak of our inside.
  const detail = known?.detail ?? (status < 500 ? exception.message : `${titleOf(code)}.`);
  return { status, code, detail, isFault: false };
}

/** The document of an answer. */
export function problemOf(answer: Answer, requestId: string): Problem {
  const { status, code, detail, errors, members } = answer;
  const type = `urn:trailkeeper:problem:${code}`;
  return { type, title: titleOf(code), status, detail, code, requestId, ...(errors && { errors }), ...members };
}

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
