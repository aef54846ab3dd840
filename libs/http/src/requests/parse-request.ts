import { z } from 'zod';
import { ApiError, type FieldError } from '../problems/api-error.js';
import { fieldErrors } from './field-errors.js';

/**
 * Parses a body, query or set of parameters. Unknown keys of the outermost object are errors even if the schema does not
 * say so; nested objects say so themselves with `z.strictObject`. Throws ApiError 400 `invalid_request` with every fault.
 */
export function parseRequest<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = strict(schema).safeParse(value, { error: sayRequired });
  if (result.success) return result.data as z.output<S>;
  const errors = fieldErrors(schema, result.error.issues);
  throw new ApiError('invalid_request', 400, summary(errors), { errors });
}

const stricts = new WeakMap<z.ZodType, z.ZodType>();

function strict(schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodObject) || schema._zod.def.catchall !== undefined) return schema;
  const known = stricts.get(schema);
  if (known !== undefined) return known;
  const made = schema.strict();
  stricts.set(schema, made);
  return made;
}

const sayRequired: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_type' && issue.input === undefined ? 'Required.' : undefined;

function summary(errors: FieldError[]): string {
  const fields = errors.map((error) => error.field || 'the request itself').slice(0, 5);
  const more = errors.length > fields.length ? ` and ${errors.length - fields.length} more` : '';
  return `The request is not valid: see errors for ${fields.join(', ')}${more}.`;
}
