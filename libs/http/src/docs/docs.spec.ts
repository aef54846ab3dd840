import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { exampleOf } from './example-of.js';
import { type JsonSchema, jsonSchemaOf } from './json-schema.js';
import { inline, markup, prose } from './markup.js';
import { schemaRows, typeText } from './schema-rows.js';

const inner = z.strictObject({ service: z.string().describe('Its id.') }).meta({ id: 'Inner' });
const outer = z
  .strictObject({
    kind: z.enum(['a', 'b']),
    at: z.iso.datetime(),
    limit: z.int().min(1).max(9).default(3),
    items: z.array(inner),
    note: z.string().nullable().optional(),
  })
  .meta({ id: 'Outer' });

describe('jsonSchemaOf', () => {
  it('puts named schemas among the components once and refers to them', () => {
    const components: Record<string, JsonSchema> = {};
    expect(jsonSchemaOf(outer, 'input', components)).toEqual({ $ref: '#/components/schemas/Outer' });
    expect(jsonSchemaOf(z.array(inner), 'input', components)).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/Inner' },
    });
    expect(Object.keys(components)).toEqual(['Outer', 'Inner']);
    expect(components.Outer).toMatchObject({
      properties: { items: { items: { $ref: '#/components/schemas/Inner' } } },
    });
    expect(components.Outer?.properties?.at).toEqual({ type: 'string', format: 'date-time' });
  });

  it('tells what is sent from what is answered where the two differ', () => {
    const components: Record<string, JsonSchema> = {};
    jsonSchemaOf(outer, 'output', components);
    expect(jsonSchemaOf(outer, 'input', components)).toEqual({ $ref: '#/components/schemas/OuterInput' });
    expect(components.Outer?.required).toContain('limit');
    expect(components.OuterInput?.required).not.toContain('limit');
    expect(components.OuterInput).toMatchObject({
      properties: { items: { items: { $ref: '#/components/schemas/InnerInput' } } },
    });
  });
});

describe('exampleOf', () => {
  it('shows what must be given', () => {
    const components: Record<string, JsonSchema> = {};
    const schema = jsonSchemaOf(outer, 'input', components);
    const example = exampleOf(schema, components);
    expect(example).toEqual({ kind: 'a', at: '2026-09-01T00:00:00Z', items: [{ service: 'text' }] });
    expect(outer.safeParse(example).success).toBe(true);
  });
});

describe('schemaRows', () => {
  it('lists members, nested ones below their parent, with types in words', () => {
    const components: Record<string, JsonSchema> = {};
    const rows = schemaRows(jsonSchemaOf(outer, 'input', components), components);
    expect(rows.map((row) => [row.name, row.type, row.isRequired])).toEqual([
      ['kind', 'one of a, b', true],
      ['at', 'text (date-time)', true],
      ['limit', 'whole number 1 to 9, default 3', false],
      ['items', 'list of object', true],
      ['items[].service', 'text', true],
      ['note', 'text or null', false],
    ]);
    expect(rows[4]?.description).toBe('Its id.');
  });

  it.each([
    [z.int(), 'whole number'],
    [z.number().min(0), 'number from 0'],
    [z.string().max(5), 'text, at most 5 characters'],
    [z.boolean(), 'boolean'],
    [z.union([z.string(), z.number()]), 'text or number'],
    [z.literal('x'), '"x"'],
    [z.unknown(), 'any'],
  ])('names type %#', (schema, text) => {
    expect(typeText(jsonSchemaOf(schema, 'input', {}), {})).toBe(text);
  });
});

describe('markup', () => {
  it('escapes all that is put in', () => {
    const page = markup`<p title="${'"\''}">${'<b>&'}</p>${[markup`<i>`, '<']}${false}`;
    expect(page.text).toBe('<p title="&quot;&#39;">&lt;b&gt;&amp;</p><i>&lt;');
    expect(inline('see `<a>` & b').text).toBe('see <code>&lt;a&gt;</code> &amp; b');
    expect(prose('one\n\ntwo').text).toBe('<p>one</p><p>two</p>');
  });
});
