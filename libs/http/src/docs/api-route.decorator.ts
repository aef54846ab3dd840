import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const API_ROUTE = 'trailkeeper:api-route';

export interface BodyDocs {
  description?: string;
  /** `application/json` if not given. */
  contentTypes?: string[];
  schema?: z.ZodType;
  /** A body as it would be sent; text for anything that is not JSON. */
  example?: unknown;
}

export interface ResponseDocs {
  description: string;
  schema?: z.ZodType;
  /** `application/json` if not given and there is a schema. */
  contentType?: string;
}

export interface ApiRouteDocs {
  /** One line, no full stop. */
  summary: string;
  /** Paragraphs, with `code` in backticks. */
  description?: string;
  /** Where the route is listed; the first word of its path (after /v1) if not given. */
  tag?: string;
  /** Not needed where the handler says `@Body({ schema })`, `@Query({ schema })`, `@Param({ schema })`. */
  body?: BodyDocs;
  query?: z.ZodObject;
  params?: z.ZodObject;
  /** By status; a text for an answer without a body or, from 400, for a problem. 400, 401 and 500 are added where due. */
  responses: Record<number, string | ResponseDocs>;
}

/**
 * Describes a route for /openapi.json and /docs. Where exactly one successful status is described, the route answers with
 * it, so that a POST described with 200 does not answer 201.
 */
export function ApiRoute(docs: ApiRouteDocs): MethodDecorator {
  const successes = Object.keys(docs.responses)
    .map(Number)
    .filter((status) => status >= 200 && status < 300);
  const [success] = successes;
  const describe = SetMetadata(API_ROUTE, docs);
  return success !== undefined && successes.length === 1 ? applyDecorators(describe, HttpCode(success)) : describe;
}
