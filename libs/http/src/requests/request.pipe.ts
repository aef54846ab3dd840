import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { parseRequest } from './parse-request.js';

/** Parses every handler argument declared with a zod schema: `@Body({ schema: reportRequest }) body: ReportRequest`. */
@Injectable()
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { schema, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    // A request without a body is read as an empty object, so that the answer names the missing fields.
    return parseRequest(schema, type === 'body' && value === undefined ? {} : value);
  }
}
