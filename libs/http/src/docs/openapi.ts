import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import { problemSchema } from '../problems/problem.js';
import type { ApiRouteDocs, BodyDocs, ResponseDocs } from './api-route.decorator.js';
import { handlerSchemas } from './handler-schemas.js';
import { type JsonSchema, jsonSchemaOf } from './json-schema.js';
import type { Route } from './list-routes.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface MediaType {
  schema?: JsonSchema;
  example?: unknown;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; description?: string; content: Record<string, MediaType> };
  responses: Record<string, { description: string; content?: Record<string, MediaType> }>;
  /** Empty on public routes. */
  security?: [];
}

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: { title: string; version: string; description?: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
  security: Record<string, string[]>[];
}

type Schemas = Record<string, JsonSchema>;

/** The OpenAPI 3.1 document of all routes that have `@ApiRoute`. */
export function openApiDocument(routes: Route[], info: OpenApiDocument['info'], serverUrl: string): OpenApiDocument {
  const schemas: Schemas = {};
  jsonSchemaOf(problemSchema, 'output', schemas);
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    if (route.docs === undefined) continue;
    const path = route.path.replace(/:([A-Za-z0-9_]+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, route.docs, schemas);
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: serverUrl }],
    tags: [...new Set(operations.flatMap((operation) => operation.tags))].map((name) => ({ name })),
    paths,
    components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }],
  };
}

function operationOf(route: Route, docs: ApiRouteDocs, schemas: Schemas): Operation {
  const checked = handlerSchemas(route);
  const body = docs.body ?? (checked.body && { schema: checked.body });
  const parameters = [
    ...pathParameters(route.path, docs.params ?? checked.params, schemas),
    ...objectParameters('query', docs.query ?? checked.query, schemas),
  ];
  return {
    operationId: `${route.controller.name.replace(/Controller$/, '')}_${route.handler}`,
    tags: [docs.tag ?? route.path.split('/').find((part) => part !== '' && part !== 'v1') ?? 'root'],
    summary: docs.summary,
    ...(docs.description !== undefined && { description: docs.description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBody(body, schemas) }),
    responses: responsesOf(route, docs, body !== undefined || parameters.length > 0, schemas),
    ...(route.isPublic && { security: [] as [] }),
  };
}

function pathParameters(path: string, schema: z.ZodObject | undefined, schemas: Schemas): Parameter[] {
  const known = new Map(objectParameters('path', schema, schemas).map((parameter) => [parameter.name, parameter]));
  const names = [...path.matchAll(/:([A-Za-z0-9_]+)/g)].map((match) => match[1] ?? '');
  return names.map((name) => ({
    ...(known.get(name) ?? { name, in: 'path', schema: { type: 'string' } }),
    required: true,
  }));
}

function objectParameters(place: 'path' | 'query', schema: z.ZodObject | undefined, schemas: Schemas): Parameter[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...rest } = jsonSchemaOf(field as z.ZodType, 'input', schemas);
    const required = !(field as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required, ...(description !== undefined && { description }), schema: rest };
  });
}

function requestBody(body: BodyDocs, schemas: Schemas): NonNullable<Operation['requestBody']> {
  const media: MediaType = {
    ...(body.schema && { schema: jsonSchemaOf(body.schema, 'input', schemas) }),
    ...(body.example !== undefined && { example: body.example }),
  };
  const types = body.contentTypes ?? ['application/json'];
  return {
    required: true,
    ...(body.description !== undefined && { description: body.description }),
    content: Object.fromEntries(types.map((type) => [type, media])),
  };
}

function responsesOf(route: Route, docs: ApiRouteDocs, takesInput: boolean, schemas: Schemas): Operation['responses'] {
  const all: Record<number, string | ResponseDocs> = {
    ...(takesInput && { 400: 'The request is not valid; `errors` lists every field.' }),
    ...(!route.isPublic && { 401: 'No valid bearer token was given.' }),
    500: 'A fault of ours; `requestId` finds it in the log.',
    ...docs.responses,
  };
  return Object.fromEntries(
    Object.entries(all).map(([status, given]) => [status, responseOf(Number(status), given, schemas)]),
  );
}

function responseOf(status: number, given: string | ResponseDocs, schemas: Schemas): Operation['responses'][string] {
  const response = typeof given === 'string' ? { description: given } : given;
  const description = response.description || (STATUS_CODES[status] ?? '');
  if (response.schema !== undefined) {
    const schema = jsonSchemaOf(response.schema, 'output', schemas);
    return { description, content: { [response.contentType ?? 'application/json']: { schema } } };
  }
  if (response.contentType !== undefined) return { description, content: { [response.contentType]: {} } };
  if (status < 400) return { description };
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}
