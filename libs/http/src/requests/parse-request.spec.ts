import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ApiError } from '../problems/api-error.js';
import { parseRequest } from './parse-request.js';

const schema = z.object({
  kind: z.enum(['coverage', 'deletions']),
  limit: z.coerce.number().int().max(100).default(20),
  filter: z.strictObject({ service: z.string() }).optional(),
  items: z.array(z.strictObject({ id: z.string() })).optional(),
  target: z
    .discriminatedUnion('type', [z.object({ type: z.literal('folder') }), z.object({ type: z.literal('s3') })])
    .optional(),
});

describe('parseRequest', () => {
  it('gives the parsed value', () => {
    expect(parseRequest(schema, { kind: 'coverage', limit: '5' })).toEqual({ kind: 'coverage', limit: 5 });
  });

  it('lists every field with message and allowed values', () => {
    const errors = errorsOf({
      kind: 'logins',
      limit: 1000,
      filter: { servce: 'kms' },
      items: [{ id: 'a' }, { id: 1 }],
      target: { type: 'ftp' },
      colour: 'red',
    });
    expect(errors).toEqual([
      { field: 'kind', message: expect.any(String), allowed: ['coverage', 'deletions'] },
      { field: 'limit', message: expect.stringContaining('100') },
      { field: 'filter.service', message: 'Required.' },
      { field: 'filter.servce', message: 'Unknown field.', allowed: ['service'] },
      { field: 'items[1].id', message: expect.any(String) },
      { field: 'target.type', message: expect.any(String), allowed: ['folder', 's3'] },
      { field: 'colour', message: 'Unknown field.', allowed: ['kind', 'limit', 'filter', 'items', 'target'] },
    ]);
  });

  it('keeps refinements when it makes an object strict', () => {
    const period = z
      .object({ from: z.number(), to: z.number() })
      .refine((p) => p.from < p.to, { message: 'Too early.', path: ['to'] });
    expect(() => parseRequest(period, { from: 2, to: 1 })).toThrow(ApiError);
    expect(() => parseRequest(period, { from: 1, to: 2, x: 1 })).toThrow(ApiError);
  });

  it('bounds the number of errors it reports', () => {
    expect(errorsOf({ kind: 'coverage', items: Array.from({ length: 5000 }, () => ({})) })).toHaveLength(100);
  });

  it.each([[null], ['text'], [[]], [undefined]])('refuses %p where an object is expected', (value) => {
    expect(() => parseRequest(schema, value)).toThrow(ApiError);
  });
});

function errorsOf(value: unknown) {
  try {
    parseRequest(schema, value);
  } catch (error) {
    return (error as ApiError).extra.errors;
  }
  throw new Error('nothing was thrown');
}
