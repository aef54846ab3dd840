import type { JsonSchema } from './json-schema.js';

// 6: schemas may be recursive; nobody reads an example deeper than this.
const MAX_DEPTH = 6;

const BY_FORMAT: Record<string, string> = {
  'date-time': '2026-09-01T00:00:00Z',
  date: '2026-09-01',
  uuid: '3f0c1a52-7d1e-4b0a-9f55-0d8a1f6c2b7e',
  email: 'officer@example.com',
  uri: 'https://example.com',
};

/** A value that shows what fits a schema: its own example, default or first choice, else one made up by type. */
export function exampleOf(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth = 0): unknown {
  const here = resolve(schema, schemas);
  const given = here.examples?.[0] ?? here.const ?? here.default ?? here.enum?.[0];
  if (given !== undefined) return given;
  if (depth > MAX_DEPTH) return null;
  const [choice] = here.anyOf ?? here.oneOf ?? here.allOf ?? [];
  if (choice !== undefined) return exampleOf(choice, schemas, depth);
  switch ([here.type].flat()[0] ?? 'any') {
    case 'object':
      return objectExample(here, schemas, depth);
    case 'array':
      return here.items === undefined ? [] : [exampleOf(here.items, schemas, depth + 1)];
    case 'integer':
    case 'number':
      return here.minimum !== undefined && here.minimum > -Number.MAX_SAFE_INTEGER ? here.minimum : 1;
    case 'boolean':
      return true;
    case 'string':
      return BY_FORMAT[here.format ?? ''] ?? 'text';
    default:
      return {};
  }
}

/** Follows references to `components.schemas`; what stands beside a reference adds to its target. */
export function resolve(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  const { $ref, ...beside } = schema;
  const target = schemas[$ref?.split('/').at(-1) ?? ''];
  return target === undefined ? schema : { ...resolve(target, schemas), ...beside };
}

/** Required members, or all of them where none is. */
function objectExample(
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
  depth: number,
): Record<string, unknown> {
  const members = Object.entries(schema.properties ?? {});
  const required = members.filter(([name]) => schema.required?.includes(name));
  const shown = required.length > 0 ? required : members;
  return Object.fromEntries(shown.map(([name, member]) => [name, exampleOf(member, schemas, depth + 1)]));
}
