import { curlExample } from './curl-example.js';
import type { JsonSchema } from './json-schema.js';
import { inline, type Markup, markup, prose } from './markup.js';
import type { MediaType, OpenApiDocument, Operation } from './openapi.js';
import { schemaRows, typeText } from './schema-rows.js';

export interface DocsEntry {
  path: string;
  method: string;
  operation: Operation;
}

type Schemas = Record<string, JsonSchema>;

/** One route on /docs: what it does, takes and answers, and a command that calls it. */
export function docsRoute(document: OpenApiDocument, baseUrl: string, { path, method, operation }: DocsEntry): Markup {
  const { schemas } = document.components;
  const isPublic = operation.security !== undefined;
  return markup`<article id="${operation.operationId}">
<h3 class="route"><span class="method">${method.toUpperCase()}</span><code>${path}</code></h3>
<p><strong>${inline(operation.summary)}</strong>${isPublic && markup` <span class="soft">· public</span>`}</p>
${operation.description !== undefined && prose(operation.description)}
${parametersTable(operation, schemas)}
${bodyPart(operation, schemas)}
<h4>Answers</h4>
${responsesTable(operation, schemas)}
<h4>Example</h4>
<pre tabindex="0"><code>${curlExample(document, baseUrl, path, method, operation)}</code></pre>
</article>`;
}

function parametersTable({ parameters }: Operation, schemas: Schemas): Markup | undefined {
  if (parameters === undefined) return undefined;
  const rows = parameters.map((one) => [
    markup`<code>${one.name}</code>`,
    markup`${one.in}`,
    markup`${typeText(one.schema, schemas)}`,
    markup`${one.required ? 'required' : 'optional'}`,
    inline(one.description ?? ''),
  ]);
  return markup`<h4>Parameters</h4>${table(['Name', 'In', 'Type', 'Needed', 'Meaning'], rows)}`;
}

function bodyPart({ requestBody }: Operation, schemas: Schemas): Markup | undefined {
  if (requestBody === undefined) return undefined;
  const types = Object.keys(requestBody.content).map((type, i) => markup`${i > 0 && ', '}<code>${type}</code>`);
  const [media] = Object.values(requestBody.content);
  return markup`<h4>Body</h4><p class="soft">${types}</p>
${requestBody.description !== undefined && prose(requestBody.description)}
${fieldsTable(media, schemas)}`;
}

function responsesTable({ responses }: Operation, schemas: Schemas): Markup {
  const rows = Object.entries(responses).map(([status, { description, content }]) => {
    const [type, media] = Object.entries(content ?? {})[0] ?? [];
    const tone = Number(status) < 400 ? 'good' : 'bad';
    return [
      markup`<span class="${tone}">${status}</span>`,
      markup`${prose(description)}${type !== undefined && bodyOfResponse(type, media, schemas)}`,
    ];
  });
  return table(['Status', 'Meaning'], rows);
}

function bodyOfResponse(type: string, media: MediaType | undefined, schemas: Schemas): Markup {
  if (type === 'application/problem+json') return markup`<a href="#errors">problem details</a>`;
  if (media?.schema === undefined) return markup`<code class="soft">${type}</code>`;
  return markup`<code class="soft">${type}</code>
<details><summary>Fields</summary>${fieldsTable(media, schemas)}</details>`;
}

function fieldsTable(media: MediaType | undefined, schemas: Schemas): Markup | undefined {
  if (media?.schema === undefined) return undefined;
  const rows = schemaRows(media.schema, schemas).map((row) => [
    markup`<code>${row.name}</code>`,
    markup`${row.type}`,
    markup`${row.isRequired ? 'required' : 'optional'}`,
    inline(row.description),
  ]);
  if (rows.length === 0) return markup`<p>${typeText(media.schema, schemas)}</p>`;
  return table(['Field', 'Type', 'Needed', 'Meaning'], rows);
}

function table(heads: string[], rows: Markup[][]): Markup {
  const body = rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`);
  return markup`<div class="scroll"><table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${body}</tbody></table></div>`;
}
