import { z } from 'zod';
import type { FieldError } from '../problems/api-error.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

// 100: a body of thousands of bad items must not become an answer of thousands of errors.
const MAX_ERRORS = 100;

/** Zod's issues as field errors a caller can act on: one per field, with what would be allowed where that is a list. */
export function fieldErrors(schema: z.ZodType, issues: readonly Issue[], base: Path = []): FieldError[] {
  return issues.flatMap((issue) => errorsOf(schema, issue, [...base, ...issue.path])).slice(0, MAX_ERRORS);
}

function errorsOf(schema: z.ZodType, issue: Issue, path: Path): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = knownKeys(schema, path);
    return issue.keys.map((key) =>
      withAllowed({ field: fieldName([...path, key]), message: 'Unknown field.' }, allowed),
    );
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    return [
      { field: fieldName(path), message: `Must be ${allowed.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`, allowed },
    ];
  }
  if (issue.code === 'invalid_union') {
    const options = (issue as { options?: unknown[] }).options?.map(String);
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a))[0];
    if (nearest === undefined) return [withAllowed({ field: fieldName(path), message: issue.message }, options)];
    return fieldErrors(schema, nearest, path);
  }
  return [{ field: fieldName(path), message: issue.message }];
}

function depth(issues: readonly Issue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length));
}

function withAllowed(error: FieldError, allowed: string[] | undefined): FieldError {
  return allowed === undefined ? error : { ...error, allowed };
}

/** `filters[0].name` */
function fieldName(path: Path): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** The keys of the object schema that `path` leads to; undefined where it leads through a union or a record. */
function knownKeys(schema: z.ZodType, path: Path): string[] | undefined {
  let here: unknown = unwrap(schema);
  for (const part of path) {
    if (here instanceof z.ZodObject) here = unwrap(here.shape[String(part)]);
    else if (here instanceof z.ZodArray) here = unwrap(here.element);
    else return undefined;
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : undefined;
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap());
  }
  return schema;
}
