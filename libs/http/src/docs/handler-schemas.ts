import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { z } from 'zod';
import type { Route } from './list-routes.js';

export interface HandlerSchemas {
  body?: z.ZodType;
  query?: z.ZodObject;
  params?: z.ZodObject;
}

interface ArgumentMetadata {
  data?: unknown;
  schema?: unknown;
}

/** The zod schemas that a handler's arguments are parsed with: what is documented is what is checked. */
export function handlerSchemas(route: Route): HandlerSchemas {
  const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, route.controller, route.handler) ?? {}) as Record<
    string,
    ArgumentMetadata
  >;
  const found: HandlerSchemas = {};
  for (const [key, argument] of Object.entries(metadata)) {
    if (!(argument.schema instanceof z.ZodType)) continue;
    const kind: RouteParamtypes = Number(key.split(':', 1)[0]);
    if (kind === RouteParamtypes.BODY) found.body = argument.schema;
    if (kind === RouteParamtypes.QUERY) found.query = merged(found.query, argument);
    if (kind === RouteParamtypes.PARAM) found.params = merged(found.params, argument);
  }
  return found;
}

/** `@Query({ schema })` is a whole object, `@Query('q', { schema })` one key of it. */
function merged(known: z.ZodObject | undefined, { data, schema }: ArgumentMetadata): z.ZodObject {
  const shape =
    typeof data === 'string' ? { [data]: schema as z.ZodType } : schema instanceof z.ZodObject ? schema.shape : {};
  return z.object({ ...known?.shape, ...shape });
}
