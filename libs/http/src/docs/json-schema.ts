import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** As much of JSON Schema 2020-12 as zod writes and the page reads. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  $schema?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/**
 * A zod schema as JSON Schema for OpenAPI 3.1. Schemas with a `.meta({ id })` go to `components` once and are referred
 * to. `input` is what a caller sends, `output` what an answer holds; where the two differ, the input is called `…Input`.
 */
export function jsonSchemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, JsonSchema>,
): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: (context) => simplify(context.jsonSchema as JsonSchema, io),
  });
  const { $defs = {}, ...root } = JSON.parse(JSON.stringify(made)) as JsonSchema;
  delete root.$schema;
  const names = new Map(Object.keys($defs).map((id) => [id, id]));
  for (const [id, definition] of Object.entries($defs)) {
    const known = components[id];
    if (known !== undefined && !isDeepStrictEqual(known, renamed(definition, names))) {
      names.set(id, `${id}${io === 'input' ? 'Input' : 'Output'}`);
    }
  }
  for (const [id, definition] of Object.entries($defs)) components[names.get(id) ?? id] = renamed(definition, names);
  return renamed(root, names);
}

function simplify(schema: JsonSchema, io: 'input' | 'output'): void {
  // The pattern of a date-time is 300 characters that say no more than its format does.
  if (schema.format !== undefined) delete schema.pattern;
  // Answers may gain members; clients must not be told otherwise.
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
}

function renamed<T>(value: T, names: Map<string, string>): T {
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, names)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (key !== '$ref' || typeof inner !== 'string') return [key, renamed(inner, names)];
    const id = /^#\/\$defs\/(.+)$/.exec(inner)?.[1];
    return [key, id === undefined ? inner : `#/components/schemas/${names.get(id) ?? id}`];
  });
  return Object.fromEntries(entries) as T;
}
