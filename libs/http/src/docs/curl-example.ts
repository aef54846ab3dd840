import { exampleOf } from './example-of.js';
import type { OpenApiDocument, Operation } from './openapi.js';

/** A command to paste into a shell; `$TOKEN` stands for the token. */
export function curlExample(
  document: OpenApiDocument,
  baseUrl: string,
  path: string,
  method: string,
  operation: Operation,
): string {
  const { schemas } = document.components;
  const parameters = operation.parameters ?? [];
  const textOf = (schema: object) => encodeURIComponent(String(exampleOf(schema, schemas)));
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    return parameter === undefined || textOf(parameter.schema) === 'text' ? whole : textOf(parameter.schema);
  });
  const query = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map((one) => `${one.name}=${textOf(one.schema)}`);
  const url = `${baseUrl}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const parts = [`curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} ${quoted(url)}`];
  if (operation.security === undefined) parts.push('-H "Authorization: Bearer $TOKEN"');
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (type !== undefined) {
    parts.push(`-H ${quoted(`Content-Type: ${type}`)}`);
    const body = media?.example ?? (media?.schema && exampleOf(media.schema, schemas));
    if (body !== undefined)
      parts.push(`--data-binary ${quoted(typeof body === 'string' ? body : JSON.stringify(body, null, 2))}`);
  }
  return parts.join(' \\\n  ');
}

/** POSIX shell quoting: inside single quotes only the quote itself is special. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
