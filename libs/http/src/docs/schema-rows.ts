import { resolve } from './example-of.js';
import type { JsonSchema } from './json-schema.js';

export interface SchemaRow {
  /** `filter.service`, `items[].id` */
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

type Schemas = Record<string, JsonSchema>;

// 4: recursive schemas end somewhere, and a table deeper than this is not read.
const MAX_DEPTH = 4;

/** The members of an object schema, nested ones below their parent. */
export function schemaRows(schema: JsonSchema, schemas: Schemas, prefix = '', depth = 0): SchemaRow[] {
  const here = resolve(schema, schemas);
  if (here.items !== undefined && depth === 0) return schemaRows(here.items, schemas, '[].', depth + 1);
  const alternatives = here.anyOf ?? here.oneOf;
  if (alternatives !== undefined)
    return firstByName(alternatives.flatMap((one) => schemaRows(one, schemas, prefix, depth)));
  return Object.entries(here.properties ?? {}).flatMap(([key, member]) => {
    const shown = resolve(member, schemas);
    const name = `${prefix}${key}`;
    const row = {
      name,
      type: typeText(shown, schemas),
      isRequired: here.required?.includes(key) ?? false,
      description: shown.description ?? '',
    };
    if (depth >= MAX_DEPTH) return [row];
    const inner = shown.items === undefined ? shown : resolve(shown.items, schemas);
    return [row, ...schemaRows(inner, schemas, `${name}${shown.items === undefined ? '' : '[]'}.`, depth + 1)];
  });
}

/** A type in words: `text (date-time)`, `whole number 1 to 100, default 20`, `one of a, b`. */
export function typeText(schema: JsonSchema, schemas: Schemas): string {
  const here = resolve(schema, schemas);
  const fallback = here.default === undefined ? '' : `, default ${JSON.stringify(here.default)}`;
  return `${bareType(here, schemas)}${fallback}`;
}

function bareType(here: JsonSchema, schemas: Schemas): string {
  if (here.const !== undefined) return JSON.stringify(here.const);
  if (here.enum !== undefined) return `one of ${here.enum.map(String).join(', ')}`;
  const alternatives = here.anyOf ?? here.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map((one) => typeText(one, schemas)))].join(' or ');
  return [here.type ?? 'any']
    .flat()
    .map((type) => typeWords(type, here, schemas))
    .join(' or ');
}

function typeWords(type: string, here: JsonSchema, schemas: Schemas): string {
  switch (type) {
    case 'array':
      return `list of ${here.items === undefined ? 'any' : typeText(here.items, schemas)}`;
    case 'integer':
      return `whole number${range(here)}`;
    case 'number':
      return `number${range(here)}`;
    case 'string':
      return `text${here.format === undefined ? '' : ` (${here.format})`}${lengths(here)}`;
    default:
      return type;
  }
}

/** zod writes the bounds of a safe integer even where the author set none. */
function range({ minimum, maximum }: JsonSchema): string {
  const from = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (from !== undefined && to !== undefined) return ` ${from} to ${to}`;
  if (from !== undefined) return ` from ${from}`;
  return to === undefined ? '' : ` up to ${to}`;
}

function lengths({ maxLength }: JsonSchema): string {
  return maxLength === undefined ? '' : `, at most ${maxLength} characters`;
}

function firstByName(rows: SchemaRow[]): SchemaRow[] {
  const names = new Set<string>();
  return rows.filter((row) => !names.has(row.name) && names.add(row.name));
}
